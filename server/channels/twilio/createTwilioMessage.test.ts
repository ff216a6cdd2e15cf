import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { HttpClient, HttpServerResponse } from "effect/http"
import { Address } from "../../../domain/contact/Address.ts"
import { ConversationId } from "../../../domain/conversation/ConversationId.ts"
import { type TemplateUse, textContent } from "../../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../../domain/conversation/MessageId.ts"
import { problemsBy } from "../../../test/ApiDescription.ts"
import { makeStandInServer } from "../../../test/StandInServer.ts"
import type { OutboundMessage } from "../ChannelAdapter.ts"
import { createTwilioMessage } from "./createTwilioMessage.ts"
import { conversationId, messageId, twilioAccount, twilioCredentials } from "./TwilioFixture.ts"
import description from "./samples/messagesApi.json" with { type: "json" }

const problems = problemsBy(description, "CreateMessage")

/** A form as its description speaks of it: what may be there more than once is a list. */
const formOf = (body: string): Readonly<Record<string, unknown>> => {
  const params = new URLSearchParams(body)
  const single = Object.fromEntries(params)
  return params.has("MediaUrl") ? { ...single, MediaUrl: params.getAll("MediaUrl") } : single
}

/** Takes every call and keeps its form. */
const makeApi = makeStandInServer<Readonly<Record<string, unknown>>>({
  objectionTo: () => null,
  take: (call) => formOf(call.body),
  accepted: () => HttpServerResponse.jsonUnsafe({ sid: `SM${"0".repeat(32)}` }, { status: 201 }),
  refused: () => HttpServerResponse.empty({ status: 500 }),
})

const base: OutboundMessage = {
  account: twilioAccount,
  conversationId: ConversationId.make(conversationId),
  messageId: MessageId.make(messageId),
  attempt: 1,
  channel: "sms",
  from: Address.make("+15005550006"),
  fromId: null,
  to: Address.make("+15555550123"),
  content: textContent("Hello"),
  files: [],
  statusCallbackUrl: "https://desk.example.com/webhooks/twilio/tw1/status?conversation=c&message=m",
}

const filesOf = (count: number): Pick<OutboundMessage, "content" | "files"> => {
  const files = Array.from({ length: count }, (_, n) => ({
    name: `${n}.jpg`,
    type: "image/jpeg",
    size: 9,
    publicUrl: `https://desk.example.com/media/${n}.jpg`,
    bytes: Effect.succeed(new Uint8Array(9)),
  }))
  const media = files.map(({ name, size, type }) => ({ id: name, name, size, type }))
  return { content: { kind: "media", text: count === 1 ? "" : "See", media }, files }
}

const template = (values: TemplateUse["values"]): Pick<OutboundMessage, "content"> => ({
  content: {
    kind: "template",
    text: "Your order is on its way.",
    media: [],
    template: {
      templateId: "0c2b0dc0-6c60-4f2c-9f5e-0c1a4d0a7f99",
      registered: { name: "order", language: "en", providerId: `HX${"a".repeat(32)}`, variables: "numbered" },
      header: null,
      values,
      footer: null,
      buttons: [],
    },
  },
})

const messages: ReadonlyArray<OutboundMessage> = (["sms", "whatsapp"] as const).flatMap((channel) =>
  [{}, filesOf(1), filesOf(10), template([]), template([{ name: "1", value: "42" }])]
    .map((part) => ({ ...base, ...part, channel }))
)

const service = `MG${"b".repeat(32)}`

describe("createTwilioMessage", () => {
  it.live("SEND-5: sends through a Messaging Service, by the Sender ID's number or by Twilio's choice", () =>
    Effect.gen(function* () {
      const http = yield* HttpClient.HttpClient
      const provider = yield* makeApi
      const senders = [{ fromId: service }, { from: Address.make(service) }, {}]
      for (const sender of senders) {
        yield* createTwilioMessage(http, provider.url, twilioCredentials, { ...base, ...sender })
      }
      const forms = yield* provider.accepted
      for (const form of forms) assert.isNull(problems(form), JSON.stringify(form))
      assert.deepStrictEqual(forms.map((form) => [form["From"], form["MessagingServiceSid"]]), [
        [base.from, service],
        [undefined, service],
        [base.from, undefined],
      ])
    }).pipe(Effect.scoped, Effect.provide(NodeHttpClient.layerUndici)))

  it.live("SEND-5, TMPL-3: every kind of message is valid by Twilio's description", () =>
    Effect.gen(function* () {
      const http = yield* HttpClient.HttpClient
      const provider = yield* makeApi
      for (const message of messages) {
        const outcome = yield* createTwilioMessage(http, provider.url, twilioCredentials, message)
        assert.strictEqual(outcome._tag, "Accepted")
      }
      const forms = yield* provider.accepted
      assert.lengthOf(forms, messages.length)
      for (const form of forms) assert.isNull(problems(form), JSON.stringify(form))
    }).pipe(Effect.scoped, Effect.provide(NodeHttpClient.layerUndici)))
})
