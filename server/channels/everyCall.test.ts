import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import type { HttpClient } from "effect/http"
import { Address } from "../../domain/contact/Address.ts"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { type MessageContent, textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { type ApiDescription, makeApiMock } from "../../test/ApiMock.ts"
import type { ReceivedCall } from "../../test/StandInServer.ts"
import type { ChannelAdapter, OutboundFile, OutboundMessage } from "./ChannelAdapter.ts"
import type { ProviderAccount } from "./ProviderAccount.ts"
import twilioApi from "./twilio/samples/calls.json" with { type: "json" }
import { makeTwilioAdapter } from "./twilio/TwilioAdapter.ts"
import { twilioAccount } from "./twilio/TwilioFixture.ts"
import vonageApi from "./vonage/samples/calls.json" with { type: "json" }
import { makeVonageAdapter } from "./vonage/VonageAdapter.ts"
import { vonageAccount } from "./vonage/VonageFixture.ts"
import whatsAppApi from "./whatsapp/samples/calls.json" with { type: "json" }
import { makeWhatsAppAdapter } from "./whatsapp/WhatsAppAdapter.ts"
import { phoneNumberId, whatsAppAccount } from "./whatsapp/WhatsAppFixture.ts"

const file = (type: string): OutboundFile => ({
  name: "a",
  type,
  size: 9,
  publicUrl: "https://desk.example.com/media/a",
  bytes: Effect.succeed(new TextEncoder().encode("some file")),
})
const media = (type: string): readonly [MessageContent, ReadonlyArray<OutboundFile>] => [
  { kind: "media", text: "See", media: [{ id: "a", name: "a", type, size: 9 }] },
  [file(type)],
]
const quote = { providerId: "wamid.HBgL", text: null }
const location = { latitude: 37.44, longitude: -122.16, name: "Shop", address: null }
const template: MessageContent = {
  kind: "template",
  text: "Your order 42 is on its way.",
  media: [],
  template: {
    templateId: "0c2b0dc0-6c60-4f2c-9f5e-0c1a4d0a7f99",
    registered: { name: "order", language: "en", providerId: `HX${"a".repeat(32)}`, variables: "numbered" },
    header: null,
    values: [{ name: "1", value: "42" }],
    footer: null,
    buttons: [],
  },
}

const plain: ReadonlyArray<readonly [MessageContent, ReadonlyArray<OutboundFile>]> = [
  [textContent("Hello"), []],
  media("image/jpeg"),
]
const rich: typeof plain = [
  ...plain,
  [{ ...textContent("Hello"), quote }, []],
  [template, []],
  ...["video/mp4", "audio/ogg", "application/pdf"].map(media),
]
/** Twilio takes neither. */
const richest: typeof plain = [
  ...rich,
  [{ kind: "reaction", text: "👍", media: [], quote }, []],
  [{ kind: "location", text: "Shop", media: [], location }, []],
]

const sid = (prefix: string) => `${prefix}${"0".repeat(32)}`

/** Everything that an adapter ever asks of its provider for a desk; gives what was wrong with it. */
const everyCall = Effect.fnUntraced(function* (
  make: Effect.Effect<ChannelAdapter, never, HttpClient.HttpClient>,
  provided: ProviderAccount,
  description: ApiDescription,
  answerTo: (call: ReceivedCall) => object,
  contents: Readonly<Record<"sms" | "whatsapp", typeof plain>>,
) {
  const provider = yield* makeApiMock(description, answerTo)
  const adapter = yield* make
  const account = { ...provided, baseUrl: provider.url }
  for (const channel of ["sms", "whatsapp"] as const) {
    for (const [content, files] of contents[channel]) {
      const message: OutboundMessage = {
        account,
        conversationId: ConversationId.make("5b0ff05f-3b0b-4a3c-8b0e-2f6f5dd3d6a1"),
        messageId: MessageId.make("0c2b0dc0-6c60-4f2c-9f5e-0c1a4d0a7f11"),
        attempt: 1,
        channel,
        from: Address.make("+15005550006"),
        fromId: account.credentials.kind === "whatsapp" ? phoneNumberId : null,
        to: Address.make("+15555550123"),
        content,
        files,
        statusCallbackUrl: "https://desk.example.com/status?conversation=c&message=m",
      }
      assert.strictEqual((yield* adapter.send(message))._tag, "Accepted", JSON.stringify(content))
    }
  }
  for (const typing of [false, true]) {
    yield* adapter.showRead?.(account, { fromId: phoneNumberId, providerId: sid("SM"), typing }) ??
      Effect.void
  }
  yield* Stream.runDrain(adapter.templates?.(account) ?? Stream.empty)
  if (adapter.messages) {
    const found = yield* Stream.runCollect(adapter.messages.between(account, 0, Date.UTC(2026, 10, 22)))
    for (const { whole } of found.flatMap(({ incoming }) => incoming)) yield* whole
    yield* adapter.messages.sentTo(account, "whatsapp", Address.make("+15555550123"), 0)
  }
  const calls = yield* provider.accepted
  return {
    kinds: new Set(calls.map(({ call }) => `${call.method} ${call.path.split("?")[0]?.split("/").at(-1)}`)),
    problems: calls.flatMap(({ call, problem }) =>
      problem === null ? [] : [`${call.path} ${problem} ${call.body}`]
    ),
  }
})

const twilioAnswer = ({ method, path }: ReceivedCall): object => {
  if (method === "POST") return { sid: sid("SM") }
  if (path.startsWith("/v1/")) return { contents: [], meta: { next_page_url: null } }
  if (path.includes("/Media.json")) return { media_list: [] }
  const incoming = {
    sid: sid("MM"),
    direction: "inbound",
    from: "+15555550123",
    to: "+15005550006",
    num_media: "1",
  }
  const messages = [{ ...incoming, status: "received", date_sent: "Sun, 22 Nov 2026 10:00:00 +0000" }]
  return { messages, next_page_uri: path.includes("Page=1") ? null : `${path}&Page=1&PageToken=PA1` }
}

const whatsAppAnswer = ({ method, path }: ReceivedCall): object => {
  if (method === "GET") return { data: [], paging: {} }
  return path.endsWith("/media") ? { id: "M1" } : { messages: [{ id: "wamid.1" }] }
}

const within = <A, E>(effect: Effect.Effect<A, E, Effect.Services<ReturnType<typeof everyCall>>>) =>
  effect.pipe(Effect.scoped, Effect.provide(NodeHttpClient.layerUndici))

describe("everyCall", () => {
  it.live("SEND-5, HOOK-5, TMPL-3: everything that Twilio is asked is valid by its descriptions", () =>
    within(Effect.gen(function* () {
      const contents = { sms: [...plain, [template, []] as const], whatsapp: rich }
      const { kinds, problems } = yield* everyCall(
        makeTwilioAdapter,
        twilioAccount,
        twilioApi,
        twilioAnswer,
        contents,
      )
      assert.deepStrictEqual(problems, [])
      assert.deepStrictEqual(
        [...kinds].toSorted(),
        [
          "GET ContentAndApprovals",
          "GET Media.json",
          "GET Messages.json",
          "POST Messages.json",
          "POST Typing.json",
        ],
      )
    })))

  it.live("SEND-5, TMPL-3, READ-1: everything that Meta is asked is valid by its description", () =>
    within(Effect.gen(function* () {
      const contents = { sms: [], whatsapp: richest }
      const { kinds, problems } = yield* everyCall(
        makeWhatsAppAdapter,
        whatsAppAccount,
        whatsAppApi,
        whatsAppAnswer,
        contents,
      )
      assert.deepStrictEqual(problems, [])
      assert.deepStrictEqual([...kinds].toSorted(), ["GET message_templates", "POST media", "POST messages"])
    })))

  it.live("SEND-5, READ-1: everything that Vonage is asked is valid by its description", () =>
    within(Effect.gen(function* () {
      const contents = { sms: plain, whatsapp: richest }
      const { kinds, problems } = yield* everyCall(
        makeVonageAdapter,
        vonageAccount,
        vonageApi,
        () => ({ message_uuid: "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab" }),
        contents,
      )
      assert.deepStrictEqual(problems, [])
      assert.deepStrictEqual([...kinds].toSorted(), [`PATCH ${sid("SM")}`, "POST messages"])
    })))
})
