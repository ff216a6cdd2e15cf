import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Address } from "../../../domain/contact/Address.ts"
import { ConversationId } from "../../../domain/conversation/ConversationId.ts"
import { type MessageContent, textContent } from "../../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../../domain/conversation/MessageId.ts"
import type { DeliveryErrorClass } from "../../../domain/sending/DeliveryError.ts"
import { problemsBy } from "../../../test/ApiDescription.ts"
import type { ScriptedAnswer } from "../../../test/StandInServer.ts"
import type { OutboundFile, OutboundMessage } from "../ChannelAdapter.ts"
import { channelAdapterContract, type ProviderFault } from "../ChannelAdapterContract.ts"
import { makeVonageAdapter } from "./VonageAdapter.ts"
import {
  basicAuthorization,
  makeVonageApi,
  sampleNames,
  sampleRequest,
  signedByVonage,
  vonageAccount,
} from "./VonageFixture.ts"
import description from "./samples/messagesApi.json" with { type: "json" }

const faults: Record<ProviderFault, ScriptedAnswer> = {
  refuse: { _tag: "Refuse", status: 422, code: 1340, message: "Outside of the allowed window" },
  busy: { _tag: "Busy", status: 429 },
  hang: { _tag: "Hang" },
  cut: { _tag: "AcceptThenCut" },
  garbled: { _tag: "Answer", status: 202, contentType: "application/json", body: '{"message_uuid":' },
}

const from = Address.make("+447700900000")
const to = Address.make("+447700900001")
const conversationId = ConversationId.make("5b0ff05f-3b0b-4a3c-8b0e-2f6f5dd3d6a1")
const messageId = MessageId.make("0c2b0dc0-6c60-4f2c-9f5e-0c1a4d0a7f11")

/** Adapter and Messages API for one test; the client lives as long as its scope. */
const start = Effect.gen(function* () {
  const client = yield* Layer.build(NodeHttpClient.layerUndici)
  const provider = yield* makeVonageApi
  const adapter = yield* makeVonageAdapter.pipe(Effect.provide(client))
  return { adapter, provider, account: { ...vonageAccount, baseUrl: provider.url } }
})

channelAdapterContract({
  name: "Vonage Messages API",
  channels: ["sms", "whatsapp"],
  signsAddress: false,
  faults: ["refuse", "busy", "hang", "cut", "garbled"],
  samples: sampleNames.map((name) => ({ name, request: sampleRequest(name) })),
  signed: signedByVonage,
  harness: Effect.map(start, ({ account, adapter, provider }) => ({
    adapter,
    account,
    from,
    fromId: null,
    to,
    provided: Effect.map(provider.accepted, (messages) =>
      messages.map(({ body }) => ({
        channel: body["channel"] === "whatsapp" ? "whatsapp" as const : "sms" as const,
        from: `+${String(body["from"])}`,
        to: `+${String(body["to"])}`,
        text: String(body["text"]),
        statusCallbackUrl: String(body["webhook_url"]),
      }))),
    reached: Effect.asVoid(provider.awaitReceived(1)),
    failNext: (fault) => provider.script(faults[fault]),
  })),
})

const outbound: OutboundMessage = {
  account: vonageAccount,
  conversationId,
  messageId,
  attempt: 1,
  channel: "whatsapp",
  from,
  fromId: null,
  to,
  content: textContent("Hello"),
  files: [],
  statusCallbackUrl: "https://desk.example.com/webhooks/vonage/vo1/status?conversation=c&message=m",
}

const problems = problemsBy(description, "OutboundMessage")

/** What the provider got for a message; valid against Vonage's description, or the test ends. */
const bodyFor = Effect.fnUntraced(function* (changes: Partial<OutboundMessage>) {
  const { account, adapter, provider } = yield* start
  const outcome = yield* adapter.send({ ...outbound, account, ...changes })
  assert.strictEqual(outcome._tag, "Accepted")
  const [sent] = yield* provider.accepted
  if (sent === undefined) return assert.fail("nothing was sent")
  assert.isNull(problems(sent.body))
  return sent.body
})

const head = {
  from: "447700900000",
  to: "447700900001",
  client_ref: `${conversationId}:${messageId}`,
  webhook_url: outbound.statusCallbackUrl,
  webhook_version: "v1",
}
const onWhatsApp = { ...head, channel: "whatsapp" }
const quote = { providerId: "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab", text: "What was asked" }
const context = { message_uuid: quote.providerId }

const file = (name: string, type: string): OutboundFile => ({
  name,
  type,
  size: 9,
  publicUrl: `https://desk.example.com/media/${name}`,
  bytes: Effect.succeed(new Uint8Array(9)),
})
const mediaContent = (words: string, files: ReadonlyArray<OutboundFile>): MessageContent => ({
  kind: "media",
  text: words,
  media: files.map(({ name, size, type }) => ({ id: name, name, size, type })),
})

type Template = NonNullable<MessageContent["template"]>
const noButtons: Template["buttons"] = []
const filled: Template["buttons"] = [
  { kind: "quick_reply", label: "Stop", value: "STOP_ORDERS" },
  { kind: "phone", label: "Call", value: null },
  { kind: "url", label: "Track", value: "a/42" },
]
const template = (
  variables: "named" | "numbered",
  header: Template["header"],
  buttons: Template["buttons"],
): MessageContent => ({
  kind: "template",
  text: "Your order 42 is on its way.",
  media: [],
  template: {
    templateId: "0c2b0dc0-6c60-4f2c-9f5e-0c1a4d0a7f99",
    registered: { name: "order_update", language: "en_US", providerId: null, variables },
    header,
    values: [{ name: variables === "named" ? "order" : "1", value: "42" }],
    footer: null,
    buttons,
  },
})
const custom = (...components: ReadonlyArray<unknown>) => ({
  ...onWhatsApp,
  message_type: "custom",
  custom: {
    type: "template",
    template: { name: "order_update", language: { code: "en_US" }, components },
  },
})
const bodyPart = { type: "body", parameters: [{ type: "text", text: "42" }] }
const place = { latitude: 37.44, longitude: -122.16, name: "Philz Coffee", address: "101 Forest Ave" }

type Case = readonly [string, Partial<OutboundMessage>, Readonly<Record<string, unknown>>]
const contents: ReadonlyArray<Case> = [
  ["a text", {}, { ...onWhatsApp, message_type: "text", text: "Hello" }],
  ["an SMS", { channel: "sms" }, { ...head, channel: "sms", message_type: "text", text: "Hello" }],
  ["an answer to a message", { content: { ...textContent("Yes"), quote } }, {
    ...onWhatsApp,
    message_type: "text",
    text: "Yes",
    context,
  }],
  ["a reaction", { content: { kind: "reaction", text: "👍", media: [], quote } }, {
    ...onWhatsApp,
    message_type: "reaction",
    reaction: { action: "react", emoji: "👍" },
    context,
  }],
  ["a reaction taken back", { content: { kind: "reaction", text: "", media: [], quote } }, {
    ...onWhatsApp,
    message_type: "reaction",
    reaction: { action: "unreact" },
    context,
  }],
  ["a place", { content: { kind: "location", text: "Philz Coffee", media: [], location: place } }, {
    ...onWhatsApp,
    message_type: "custom",
    custom: { type: "location", location: place },
  }],
  ["a template of a body", { content: template("numbered", null, noButtons) }, {
    ...onWhatsApp,
    message_type: "template",
    template: { name: "order_update", parameters: ["42"] },
    whatsapp: { policy: "deterministic", locale: "en_US" },
  }],
  [
    "a template with buttons",
    { content: template("numbered", null, filled) },
    custom(
      bodyPart,
      {
        type: "button",
        index: "0",
        sub_type: "quick_reply",
        parameters: [{ type: "payload", payload: "STOP_ORDERS" }],
      },
      { type: "button", index: "2", sub_type: "url", parameters: [{ type: "text", text: "a/42" }] },
    ),
  ],
  [
    "a template with names",
    { content: template("named", null, noButtons) },
    custom({ type: "body", parameters: [{ type: "text", parameter_name: "order", text: "42" }] }),
  ],
  [
    "a template with a file above it",
    {
      content: template("numbered", { format: "document" }, noButtons),
      files: [file("a.pdf", "application/pdf")],
    },
    custom({
      type: "header",
      parameters: [{
        type: "document",
        document: { link: "https://desk.example.com/media/a.pdf", filename: "a.pdf" },
      }],
    }, bodyPart),
  ],
  ["a text to someone without a number", { to: Address.make("US.13491208655302741918") }, {
    ...onWhatsApp,
    to: "US.13491208655302741918",
    message_type: "text",
    text: "Hello",
  }],
]

const urlOf = (name: string) => ({ url: `https://desk.example.com/media/${name}` })
const files: ReadonlyArray<
  readonly [OutboundFile, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]
> = [
  [
    file("a.jpg", "image/jpeg"),
    { message_type: "image", image: { ...urlOf("a.jpg"), caption: "See" } },
    { message_type: "image", image: { ...urlOf("a.jpg"), caption: "See" } },
  ],
  [
    file("a.mp4", "video/mp4"),
    { message_type: "video", video: { ...urlOf("a.mp4"), caption: "See" } },
    { message_type: "video", video: { ...urlOf("a.mp4"), caption: "See" } },
  ],
  [
    file("a.ogg", "audio/ogg"),
    { message_type: "audio", audio: urlOf("a.ogg") },
    { message_type: "audio", audio: { ...urlOf("a.ogg"), caption: "See" } },
  ],
  [
    file("a.pdf", "application/pdf"),
    { message_type: "file", file: { ...urlOf("a.pdf"), caption: "See", name: "a.pdf" } },
    { message_type: "file", file: { ...urlOf("a.pdf"), caption: "See" } },
  ],
  [
    file("a.vcf", "text/vcard"),
    { message_type: "file", file: { ...urlOf("a.vcf"), caption: "See", name: "a.vcf" } },
    { message_type: "vcard", vcard: { ...urlOf("a.vcf"), caption: "See" } },
  ],
]

describe("VonageAdapter, requests", () => {
  it.effect.each(contents)(
    "SEND-5, TMPL-3: brings %s to Vonage as its description wants it",
    ([, changes, body]) =>
      Effect.gen(function* () {
        assert.deepStrictEqual<unknown>(yield* bodyFor(changes), body)
      }),
  )

  it.effect.each(files.map((each) => ({ each, toString: () => each[0].type })))(
    "MEDIA-1: brings a file of %s to Vonage by its address",
    ({ each: [one, whatsApp, mms] }) =>
      Effect.gen(function* () {
        const media = { content: mediaContent("See", [one]), files: [one] }
        assert.deepStrictEqual<unknown>(yield* bodyFor(media), { ...onWhatsApp, ...whatsApp })
        assert.deepStrictEqual<unknown>(yield* bodyFor({ ...media, channel: "sms" }), {
          ...head,
          channel: "mms",
          ...mms,
        })
      }),
  )

  it.effect("MEDIA-1: brings several files in one MMS, and a sticker as one", () =>
    Effect.gen(function* () {
      const two = [file("a.jpg", "image/jpeg"), file("b.pdf", "application/pdf")]
      const mms = yield* bodyFor({ channel: "sms", content: mediaContent("See", two), files: two })
      assert.deepStrictEqual(mms["content"], [
        { type: "image", ...urlOf("a.jpg"), caption: "See" },
        { type: "file", ...urlOf("b.pdf") },
      ])
      const one = file("s.webp", "image/webp")
      const [medium] = mediaContent("", [one]).media
      const content: MessageContent = {
        kind: "media",
        text: "",
        media: medium === undefined ? [] : [{ ...medium, form: "sticker" }],
      }
      const sticker = yield* bodyFor({ content, files: [one] })
      assert.deepStrictEqual<unknown>(sticker["sticker"], urlOf("s.webp"))
    }))

  it.effect.each<readonly [string, Partial<OutboundMessage>, string]>([
    ["an SMS of 3,201 characters", { channel: "sms", content: textContent("x".repeat(3201)) }, "too_long"],
    ["an order", { content: { kind: "order", text: "1 × a", media: [] } }, "not_sendable"],
    ["a reaction to nothing", { content: { kind: "reaction", text: "👍", media: [] } }, "not_sendable"],
    ["a place by SMS", {
      channel: "sms",
      content: { kind: "location", text: "x", media: [], location: place },
    }, "not_sendable"],
  ])("SEND-4: does not bother Vonage with %s", ([, changes, code]) =>
    Effect.gen(function* () {
      const { account, adapter, provider } = yield* start
      const outcome = yield* adapter.send({ ...outbound, account, ...changes })
      assert.strictEqual(outcome._tag === "Rejected" && outcome.error.code, code)
      assert.deepStrictEqual(yield* provider.received, [])
    }))
})

describe("VonageAdapter, answers", () => {
  it.effect.each<readonly [number, number, string, DeliveryErrorClass]>([
    [422, 1340, "Rejected", "window_closed"],
    [422, 1240, "Rejected", "opted_out"],
    [422, 1300, "Rejected", "number"],
    [422, 1022, "Rejected", "template"],
    [422, 1150, "Rejected", "our_mistake"],
    [402, 1070, "Rejected", "account"],
    [401, 9999, "Rejected", "account"],
    [422, 9999, "Rejected", "permanent"],
    [422, 1000, "Deferred", "transient"],
    [422, 1241, "Deferred", "transient"],
    [500, 1030, "Deferred", "transient"],
  ])(
    "SEND-4, SEND-8, OPT-4, WIN-5: takes %s with code %s as %s, %s",
    ([status, code, tag, kind]) =>
      Effect.gen(function* () {
        const { account, adapter, provider } = yield* start
        yield* provider.script({ _tag: "Refuse", status, code, message: String(code) })
        const outcome = yield* adapter.send({ ...outbound, account })
        assert.strictEqual(outcome._tag, tag)
        assert.strictEqual("error" in outcome && outcome.error.class, kind)
        assert.strictEqual("error" in outcome && outcome.error.code, String(code))
      }),
  )

  it.effect("SEND-4: goes by the title where an answer has another number than the list of errors", () =>
    Effect.gen(function* () {
      const { account, adapter, provider } = yield* start
      yield* provider.script({ _tag: "Refuse", status: 422, code: 1130, message: "Invalid recipient" })
      const outcome = yield* adapter.send({ ...outbound, account })
      assert.strictEqual(outcome._tag === "Rejected" && outcome.error.class, "number")
    }))

  it.effect.each([1320, 1490])(
    "SEND-7: does not know the fate of a message that is answered with %s",
    (code) =>
      Effect.gen(function* () {
        const { account, adapter, provider } = yield* start
        yield* provider.script({ _tag: "Refuse", status: 422, code, message: String(code) })
        assert.deepStrictEqual(yield* adapter.send({ ...outbound, account }), { _tag: "Unknown" })
      }),
  )

  it.effect("SEND-8: waits as long as Vonage asks, with all of the Sender ID", () =>
    Effect.gen(function* () {
      const { account, adapter, provider } = yield* start
      yield* provider.script({ _tag: "Busy", status: 429, retryAfter: "15" })
      const outcome = yield* adapter.send({ ...outbound, account })
      if (outcome._tag !== "Deferred") return assert.fail(outcome._tag)
      assert.strictEqual(outcome.afterMillis, 15_000)
      assert.strictEqual(outcome.tooFast, "sender")
    }))
})

describe("VonageAdapter, files of customers", () => {
  it.effect.each(["https://api-eu.nexmo.com", ""])(
    "MEDIA-2: fetches a file from Vonage with the account's credentials (%#)",
    (origin) =>
      Effect.gen(function* () {
        const { account, adapter, provider } = yield* start
        yield* provider.script({ _tag: "Answer", status: 200, contentType: "image/jpeg", body: "bytes" })
        const address = `${origin || provider.url}/v3/media/1b456509?x=1`
        const { bytes } = yield* adapter.fetchMedia(account, address, 100)
        assert.strictEqual(new TextDecoder().decode(bytes), "bytes")
        const [call] = yield* provider.received
        assert.strictEqual(call?.path, "/v3/media/1b456509?x=1")
        assert.strictEqual(call?.headers["authorization"], basicAuthorization)
      }),
  )

  it.effect("MEDIA-2: asks no machine of our own network for a file, and none with the credentials", () =>
    Effect.gen(function* () {
      const { adapter, provider } = yield* start
      const failed = yield* Effect.flip(
        adapter.fetchMedia(vonageAccount, `${provider.url}/v3/media/1b456509`, 100),
      )
      assert.isTrue(failed.gone)
      assert.deepStrictEqual(yield* provider.received, [])
    }))
})
