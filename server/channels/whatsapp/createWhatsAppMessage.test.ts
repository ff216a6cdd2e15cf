import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { HttpClient } from "effect/http"
import { Address } from "../../../domain/contact/Address.ts"
import { ConversationId } from "../../../domain/conversation/ConversationId.ts"
import {
  type MessageContent,
  type TemplateUse,
  textContent,
} from "../../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../../domain/conversation/MessageId.ts"
import { problemsBy } from "../../../test/ApiDescription.ts"
import type { ScriptedAnswer } from "../../../test/StandInServer.ts"
import type { OutboundFile, OutboundMessage } from "../ChannelAdapter.ts"
import { createWhatsAppMessage } from "./createWhatsAppMessage.ts"
import { makeCloudApi, phoneNumberId, whatsAppAccount, whatsAppCredentials } from "./WhatsAppFixture.ts"
import description from "./samples/messagesApi.json" with { type: "json" }

const problems = problemsBy(description, "Message")

const uploaded: ScriptedAnswer = {
  _tag: "Answer",
  status: 200,
  contentType: "application/json",
  body: '{"id":"M1"}',
}

const file = (name: string, type: string): OutboundFile => ({
  name,
  type,
  size: 9,
  publicUrl: `https://desk.example.com/media/${name}`,
  bytes: Effect.succeed(new Uint8Array(9)),
})
const jpeg = file("a.jpg", "image/jpeg")
const mp4 = file("a.mp4", "video/mp4")
const pdf = file("a.pdf", "application/pdf")
const ogg = file("a.ogg", "audio/ogg")

type Sent = Pick<OutboundMessage, "content" | "files">

const mediaMessage = (one: OutboundFile, text: string, form?: "voice"): Sent => ({
  content: {
    kind: "media",
    text,
    media: [{ id: one.name, name: one.name, type: one.type, size: 9, ...(form ? { form } : {}) }],
  },
  files: [one],
})

const location = { latitude: 37.44, longitude: -122.16, name: "Philz Coffee", address: null }
const quote = { providerId: "wamid.HBgL", text: null }
const plain = (content: MessageContent): Sent => ({ content, files: [] })

const kinds: ReadonlyArray<Sent> = [
  plain(textContent("Hello")),
  plain(textContent("x".repeat(4096))),
  plain({ ...textContent("Hello"), quote }),
  plain({ kind: "reaction", text: "👍", media: [], quote }),
  plain({ kind: "reaction", text: "", media: [], quote }),
  plain({ kind: "location", text: "Philz Coffee", media: [], location }),
  ...[jpeg, mp4, pdf, ogg].flatMap((one) =>
    ["", "See", "x".repeat(1024)].map((text) => mediaMessage(one, text))
  ),
  mediaMessage(ogg, "", "voice"),
]

const headers: ReadonlyArray<readonly [TemplateUse["header"], ReadonlyArray<OutboundFile>]> = [
  [null, []],
  [{ format: "text", text: "Order", values: [] }, []],
  [{ format: "text", text: "Order 42", values: [{ name: "1", value: "42" }] }, []],
  [{ format: "image" }, [jpeg]],
  [{ format: "video" }, [mp4]],
  [{ format: "document" }, [pdf]],
  [{ format: "location", location }, []],
]
const value = (name: string): { readonly name: string; readonly value: string } => ({
  name,
  value: `of ${name}`,
})
const valueLists = [[], [value("1")], [value("1"), value("2")]]
const buttonLists: ReadonlyArray<TemplateUse["buttons"]> = [
  [],
  [{ kind: "phone", label: "Call", value: null }, { kind: "url", label: "Home", value: null }],
  [
    { kind: "quick_reply", label: "Stop", value: "STOP" },
    { kind: "quick_reply", label: "Go on", value: "GO" },
    { kind: "url", label: "Track", value: "a/42" },
    { kind: "copy_code", label: "Copy", value: "SAVE10" },
    { kind: "other", label: "Shop", value: null },
  ],
]

const templates: ReadonlyArray<Sent> = (["named", "numbered"] as const).flatMap((variables) =>
  headers.flatMap(([header, files]) =>
    valueLists.flatMap((values) =>
      buttonLists.map((buttons): Sent => ({
        content: {
          kind: "template",
          text: "Your order is on its way.",
          media: [],
          template: {
            templateId: "0c2b0dc0-6c60-4f2c-9f5e-0c1a4d0a7f99",
            registered: { name: "order_update", language: "en_US", providerId: null, variables },
            header,
            values,
            footer: null,
            buttons,
          },
        },
        files,
      }))
    )
  )
)

const start = Effect.gen(function* () {
  const http = yield* HttpClient.HttpClient
  const provider = yield* makeCloudApi
  const send = (message: Sent) =>
    createWhatsAppMessage(http, provider.url, whatsAppCredentials, {
      account: whatsAppAccount,
      conversationId: ConversationId.make("5b0ff05f-3b0b-4a3c-8b0e-2f6f5dd3d6a1"),
      messageId: MessageId.make("0c2b0dc0-6c60-4f2c-9f5e-0c1a4d0a7f11"),
      attempt: 1,
      channel: "whatsapp",
      from: Address.make("+15555550100"),
      fromId: phoneNumberId,
      to: Address.make("+15555550123"),
      statusCallbackUrl: "https://desk.example.com/status",
      ...message,
    })
  return { provider, send }
})

const sendsValid = (messages: ReadonlyArray<Sent>) =>
  Effect.gen(function* () {
    const { provider, send } = yield* start
    for (const message of messages) {
      if (message.files.length > 0) yield* provider.script(uploaded)
      assert.strictEqual((yield* send(message))._tag, "Accepted")
    }
    const accepted = yield* provider.accepted
    assert.lengthOf(accepted, messages.length)
    for (const { body } of accepted) assert.isNull(problems(body), JSON.stringify(body))
  }).pipe(Effect.scoped, Effect.provide(NodeHttpClient.layerUndici))

describe("createWhatsAppMessage", () => {
  it.live("SEND-5: every kind of message is valid by Meta's description", () => sendsValid(kinds))

  it.live(
    "TMPL-3: every combination of header, variables and buttons is valid by Meta's description",
    () => sendsValid(templates),
  )

  it.live("SEND-4: does not bother Meta with a text below a file that is too long", () =>
    Effect.gen(function* () {
      const { provider, send } = yield* start
      const outcome = yield* send(mediaMessage(jpeg, "x".repeat(1025)))
      assert.strictEqual(outcome._tag === "Rejected" && outcome.error.code, "too_long")
      assert.deepStrictEqual(yield* provider.received, [])
    }).pipe(Effect.scoped, Effect.provide(NodeHttpClient.layerUndici)))
})
