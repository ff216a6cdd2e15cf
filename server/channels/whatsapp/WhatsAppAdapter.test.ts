import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Address } from "../../../domain/contact/Address.ts"
import { ConversationId } from "../../../domain/conversation/ConversationId.ts"
import { type MessageContent, textContent } from "../../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../../domain/conversation/MessageId.ts"
import type { DeliveryErrorClass } from "../../../domain/sending/DeliveryError.ts"
import type { ScriptedAnswer } from "../../../test/StandInServer.ts"
import type { OutboundMessage } from "../ChannelAdapter.ts"
import { channelAdapterContract, type ProviderFault } from "../ChannelAdapterContract.ts"
import { makeWhatsAppAdapter } from "./WhatsAppAdapter.ts"
import {
  makeCloudApi,
  phoneNumberId,
  sampleBody,
  sampleNames,
  signedByMeta,
  whatsAppAccount,
  whatsAppRequest,
} from "./WhatsAppFixture.ts"

const faults: Record<ProviderFault, ScriptedAnswer> = {
  refuse: { _tag: "Refuse", status: 400, code: 131047, message: "Re-engagement message" },
  busy: { _tag: "Busy", status: 429 },
  hang: { _tag: "Hang" },
  cut: { _tag: "AcceptThenCut" },
  garbled: { _tag: "Answer", status: 200, contentType: "application/json", body: '{"messages":[{"id":' },
}

const from = Address.make("+15555550100")
const to = Address.make("+15555550123")
const conversationId = ConversationId.make("5b0ff05f-3b0b-4a3c-8b0e-2f6f5dd3d6a1")
const messageId = MessageId.make("0c2b0dc0-6c60-4f2c-9f5e-0c1a4d0a7f11")

/** Adapter and Graph API for one test; the client lives as long as its scope. */
const start = Effect.gen(function* () {
  const client = yield* Layer.build(NodeHttpClient.layerUndici)
  const provider = yield* makeCloudApi
  const adapter = yield* makeWhatsAppAdapter.pipe(Effect.provide(client))
  return { adapter, provider, account: { ...whatsAppAccount, baseUrl: provider.url } }
})

const wordsOf = (part: unknown): string =>
  typeof part === "object" && part !== null && "body" in part ? String(part.body) : ""

channelAdapterContract({
  name: "WhatsApp Cloud API",
  channels: ["whatsapp"],
  signsAddress: false,
  faults: ["refuse", "busy", "hang", "cut", "garbled"],
  samples: sampleNames.map((name) => ({ name, request: whatsAppRequest(sampleBody(name)) })),
  signed: signedByMeta,
  harness: Effect.map(start, ({ account, adapter, provider }) => ({
    adapter,
    account,
    from,
    fromId: phoneNumberId,
    to,
    provided: Effect.map(provider.accepted, (messages) =>
      messages.map(({ body, numberId }) => ({
        channel: "whatsapp",
        from: numberId === phoneNumberId ? from : numberId,
        to: String(body["to"]),
        text: wordsOf(body["text"]),
        statusCallbackUrl: null,
      }))),
    reached: Effect.asVoid(provider.awaitReceived(1)),
    failNext: (fault) => provider.script(faults[fault]),
  })),
})

const outbound: OutboundMessage = {
  account: whatsAppAccount,
  conversationId,
  messageId,
  attempt: 1,
  channel: "whatsapp",
  from,
  fromId: phoneNumberId,
  to,
  content: textContent("Hello"),
  files: [],
  statusCallbackUrl: "https://desk.example.com/status",
}

const sent = Effect.fnUntraced(function* (changes: Partial<OutboundMessage>) {
  const { account, adapter, provider } = yield* start
  const outcome = yield* adapter.send({ ...outbound, account, ...changes })
  return { outcome, bodies: (yield* provider.accepted).map(({ body }) => body) }
})

const refusedWith = Effect.fnUntraced(function* (status: number, code: number) {
  const { account, adapter, provider } = yield* start
  yield* provider.script({ _tag: "Refuse", status, code, message: "Some words" })
  return yield* adapter.send({ ...outbound, account })
})

const head = {
  messaging_product: "whatsapp",
  recipient_type: "individual",
  to,
  biz_opaque_callback_data: `${conversationId}:${messageId}`,
}
const quote = { providerId: "wamid.HBgL", text: "What was asked" }
const value = (name: string, text: string) => ({ name, value: text })

const template = (
  header: NonNullable<MessageContent["template"]>["header"],
  variables: "named" | "numbered",
): MessageContent => ({
  kind: "template",
  text: "Your order 42 is on its way, Ann.",
  media: [],
  template: {
    templateId: "0c2b0dc0-6c60-4f2c-9f5e-0c1a4d0a7f99",
    registered: { name: "order_update", language: "en_US", providerId: null, variables },
    header,
    values: variables === "named"
      ? [value("order", "42"), value("name", "Ann")]
      : [value("1", "42"), value("2", "Ann")],
    footer: "Acme",
    buttons: [
      { kind: "quick_reply", label: "Stop", value: "STOP_ORDERS" },
      { kind: "phone", label: "Call", value: null },
      { kind: "url", label: "Track", value: "a/42" },
      { kind: "copy_code", label: "Copy", value: "SAVE10" },
    ],
  },
})
const buttons = [
  {
    type: "button",
    sub_type: "quick_reply",
    index: "0",
    parameters: [{ type: "payload", payload: "STOP_ORDERS" }],
  },
  { type: "button", sub_type: "url", index: "2", parameters: [{ type: "text", text: "a/42" }] },
  {
    type: "button",
    sub_type: "copy_code",
    index: "3",
    parameters: [{ type: "coupon_code", coupon_code: "SAVE10" }],
  },
]
const place = { latitude: 37.44, longitude: -122.16, name: "Philz Coffee", address: "101 Forest Ave" }

describe("WhatsAppAdapter", () => {
  it.effect.each<readonly [string, MessageContent, Readonly<Record<string, unknown>>]>([
    ["a text", textContent("Hi"), { ...head, type: "text", text: { body: "Hi", preview_url: true } }],
    ["an answer to a message", { ...textContent("Yes"), quote }, {
      ...head,
      context: { message_id: "wamid.HBgL" },
      type: "text",
      text: { body: "Yes", preview_url: true },
    }],
    ["a reaction", { kind: "reaction", text: "👍", media: [], quote }, {
      ...head,
      type: "reaction",
      reaction: { message_id: "wamid.HBgL", emoji: "👍" },
    }],
    ["a place", { kind: "location", text: "Philz Coffee", media: [], location: place }, {
      ...head,
      type: "location",
      location: place,
    }],
    ["a template with numbers", template(null, "numbered"), {
      ...head,
      type: "template",
      template: {
        name: "order_update",
        language: { code: "en_US" },
        components: [
          { type: "body", parameters: [{ type: "text", text: "42" }, { type: "text", text: "Ann" }] },
          ...buttons,
        ],
      },
    }],
    [
      "a template with names and a header of text",
      template({ format: "text", text: "Order 42", values: [value("order", "42")] }, "named"),
      {
        ...head,
        type: "template",
        template: {
          name: "order_update",
          language: { code: "en_US" },
          components: [
            { type: "header", parameters: [{ type: "text", parameter_name: "order", text: "42" }] },
            {
              type: "body",
              parameters: [
                { type: "text", parameter_name: "order", text: "42" },
                { type: "text", parameter_name: "name", text: "Ann" },
              ],
            },
            ...buttons,
          ],
        },
      },
    ],
  ])("TMPL-3, HOOK-7: brings %s to Meta as it wants it", ([, content, expected]) =>
    Effect.gen(function* () {
      const { bodies, outcome } = yield* sent({ content })
      assert.strictEqual(outcome._tag, "Accepted")
      assert.deepStrictEqual<unknown>(bodies, [expected])
    }))

  it.effect.each<readonly [string, string, Readonly<Record<string, unknown>>]>([
    ["image/jpeg", "See", { type: "image", image: { id: "M1", caption: "See" } }],
    ["video/mp4", "", { type: "video", video: { id: "M1" } }],
    ["audio/ogg", "See", { type: "audio", audio: { id: "M1" } }],
    ["application/pdf", "See", {
      type: "document",
      document: { id: "M1", caption: "See", filename: "a.bin" },
    }],
  ])(
    "MEDIA-1: brings a file of %s to Meta, then sends it by Meta's id",
    ([type, words, expected]) =>
      Effect.gen(function* () {
        const { account, adapter, provider } = yield* start
        yield* provider.script(
          { _tag: "Answer", status: 200, contentType: "application/json", body: '{"id":"M1"}' },
          { _tag: "Accept" },
        )
        const bytes = Effect.succeed(new TextEncoder().encode("the bytes"))
        const file = { name: "a.bin", type, size: 9, publicUrl: "", bytes }
        const media = [{ id: "1", name: "a.bin", type, size: 9 }]
        const content = { kind: "media", text: words, media } as const
        const outcome = yield* adapter.send({ ...outbound, account, content, files: [file] })
        assert.strictEqual(outcome._tag, "Accepted")
        const [upload] = yield* provider.received
        assert.strictEqual(upload?.path, `/v23.0/${phoneNumberId}/media`)
        assert.include(upload?.body, "the bytes")
        const [sent] = yield* provider.accepted
        assert.deepStrictEqual<unknown>(sent?.body, { ...head, ...expected })
      }),
  )

  it.effect("SEND-8: what could not be brought to Meta was not sent, and is tried again", () =>
    Effect.gen(function* () {
      const { account, adapter, provider } = yield* start
      yield* provider.script({ _tag: "AcceptThenCut" })
      const bytes = Effect.succeed(new Uint8Array(9))
      const file = { name: "a.jpg", type: "image/jpeg", size: 9, publicUrl: "", bytes }
      const content = {
        kind: "media",
        text: "",
        media: [{ id: "1", name: null, type: "image/jpeg", size: 9 }],
      } as const
      const outcome = yield* adapter.send({ ...outbound, account, content, files: [file] })
      assert.strictEqual(outcome._tag, "Deferred")
      assert.lengthOf(yield* provider.received, 1)
    }))

  it.effect("CONV-8: writes to someone without a number by their business-scoped id", () =>
    Effect.gen(function* () {
      const { bodies } = yield* sent({ to: Address.make("US.13491208655302741918") })
      assert.strictEqual(bodies[0]?.["recipient"], "US.13491208655302741918")
      assert.isUndefined(bodies[0]?.["to"])
    }))

  it.effect("SEND-4: says what is missing where a Sender ID has no phone number id", () =>
    Effect.gen(function* () {
      const { bodies, outcome } = yield* sent({ fromId: null })
      assert.strictEqual(outcome._tag === "Rejected" && outcome.error.code, "no_phone_number_id")
      assert.deepStrictEqual(bodies, [])
    }))

  it.effect.each<readonly [number, number, string, DeliveryErrorClass]>([
    [400, 131047, "Rejected", "window_closed"],
    [400, 131050, "Rejected", "opted_out"],
    [400, 131026, "Rejected", "number"],
    [404, 132001, "Rejected", "template"],
    [400, 132099, "Rejected", "template"],
    [401, 190, "Rejected", "account"],
    [403, 299, "Rejected", "account"],
    [400, 100, "Rejected", "our_mistake"],
    [400, 999999, "Rejected", "permanent"],
    [400, 130429, "Deferred", "transient"],
    [400, 131056, "Deferred", "transient"],
    [500, 131000, "Deferred", "transient"],
    [503, 2, "Deferred", "transient"],
  ])(
    "SEND-4, SEND-8: takes %s with code %s as %s, %s",
    ([status, code, tag, kind]) =>
      Effect.gen(function* () {
        const outcome = yield* refusedWith(status, code)
        assert.strictEqual(outcome._tag, tag)
        assert.strictEqual("error" in outcome && outcome.error.class, kind)
        assert.strictEqual("error" in outcome && outcome.error.code, String(code))
      }),
  )
})
