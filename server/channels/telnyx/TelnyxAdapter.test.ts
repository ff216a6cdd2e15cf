import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Address } from "../../../domain/contact/Address.ts"
import { ConversationId } from "../../../domain/conversation/ConversationId.ts"
import { textContent } from "../../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../../domain/conversation/MessageId.ts"
import type { DeliveryErrorClass } from "../../../domain/sending/DeliveryError.ts"
import type { ScriptedAnswer } from "../../../test/StandInServer.ts"
import type { OutboundMessage } from "../ChannelAdapter.ts"
import { channelAdapterContract, type ProviderFault } from "../ChannelAdapterContract.ts"
import { makeTelnyxAdapter } from "./TelnyxAdapter.ts"
import {
  makeTelnyxApi,
  sampleNames,
  sampleRequest,
  signedByTelnyx,
  telnyxAccount,
  telnyxCredentials,
} from "./TelnyxFixture.ts"

const faults: Record<ProviderFault, ScriptedAnswer> = {
  refuse: { _tag: "Refuse", status: 400, code: 40300, message: "Blocked due to STOP message" },
  busy: { _tag: "Busy", status: 429 },
  hang: { _tag: "Hang" },
  cut: { _tag: "AcceptThenCut" },
  garbled: { _tag: "Answer", status: 200, contentType: "application/json", body: '{"data":{"id":' },
}

const from = Address.make("+15555550100")
const to = Address.make("+15555550123")

/** Adapter and Messaging API for one test; the client lives as long as its scope. */
const start = Effect.gen(function* () {
  const client = yield* Layer.build(NodeHttpClient.layerUndici)
  const provider = yield* makeTelnyxApi
  const adapter = yield* makeTelnyxAdapter.pipe(Effect.provide(client))
  return { adapter, provider, account: { ...telnyxAccount, baseUrl: provider.url } }
})

channelAdapterContract({
  name: "Telnyx",
  channels: ["sms"],
  signsAddress: false,
  faults: ["refuse", "busy", "hang", "cut", "garbled"],
  samples: sampleNames.map((name) => ({ name, request: sampleRequest(name) })),
  signed: signedByTelnyx,
  harness: Effect.map(start, ({ account, adapter, provider }) => ({
    adapter,
    account,
    from,
    fromId: null,
    to,
    provided: Effect.map(provider.accepted, (messages) =>
      messages.map(({ body }) => ({
        channel: "sms",
        from: String(body["from"]),
        to: String(body["to"]),
        text: String(body["text"]),
        statusCallbackUrl: String(body["webhook_url"]),
      }))),
    reached: Effect.asVoid(provider.awaitReceived(1)),
    failNext: (fault) => provider.script(faults[fault]),
  })),
})

const outbound: OutboundMessage = {
  account: telnyxAccount,
  conversationId: ConversationId.make("5b0ff05f-3b0b-4a3c-8b0e-2f6f5dd3d6a1"),
  messageId: MessageId.make("0c2b0dc0-6c60-4f2c-9f5e-0c1a4d0a7f11"),
  attempt: 1,
  channel: "sms",
  from,
  fromId: null,
  to,
  content: textContent("Hello"),
  files: [],
  statusCallbackUrl: "https://desk.example.com/webhooks/telnyx/te1/status?conversation=c&message=m",
}

const sent = Effect.fnUntraced(function* (changes: Partial<OutboundMessage>, answer?: ScriptedAnswer) {
  const { account, adapter, provider } = yield* start
  if (answer) yield* provider.script(answer)
  const outcome = yield* adapter.send({ ...outbound, account, ...changes })
  return { outcome, bodies: (yield* provider.accepted).map(({ body }) => body) }
})

describe("TelnyxAdapter", () => {
  it.effect("MEDIA-1: sends files by their addresses, with and without words", () =>
    Effect.gen(function* () {
      const publicUrl = "https://desk.example.com/media/a.jpg"
      const bytes = Effect.succeed(new Uint8Array(9))
      const files = [{ name: "a.jpg", type: "image/jpeg", size: 9, publicUrl, bytes }]
      const media = [{ id: "1", name: "a.jpg", type: "image/jpeg", size: 9 }]
      for (const text of ["See", ""]) {
        const { bodies } = yield* sent({ content: { kind: "media", text, media }, files })
        assert.deepStrictEqual<unknown>(bodies, [{
          from,
          to,
          ...(text === "" ? {} : { text }),
          media_urls: [publicUrl],
          webhook_url: outbound.statusCallbackUrl,
        }])
      }
    }))

  it.effect("SEND-5: names the messaging profile where the account has one", () =>
    Effect.gen(function* () {
      const { account, adapter, provider } = yield* start
      const credentials = { ...telnyxCredentials, messagingProfileId: "0f512bda" }
      yield* adapter.send({ ...outbound, account: { ...account, credentials } })
      const [message] = yield* provider.accepted
      assert.strictEqual(message?.body["messaging_profile_id"], "0f512bda")
    }))

  it.effect.each<readonly [string, Partial<OutboundMessage>, string]>([
    ["a message of WhatsApp", { channel: "whatsapp" }, "account_unusable"],
    ["a place", { content: { kind: "location", text: "x", media: [] } }, "not_sendable"],
    ["nothing", { content: textContent("") }, "not_sendable"],
  ])("SEND-4: does not bother Telnyx with %s", ([, changes, code]) =>
    Effect.gen(function* () {
      const { bodies, outcome } = yield* sent(changes)
      assert.strictEqual(outcome._tag === "Rejected" && outcome.error.code, code)
      assert.deepStrictEqual(bodies, [])
    }))

  it.effect.each<readonly [number, number, string, DeliveryErrorClass]>([
    [400, 40300, "Rejected", "opted_out"],
    [400, 40310, "Rejected", "number"],
    [400, 40305, "Rejected", "account"],
    [400, 40317, "Rejected", "permanent"],
    [401, 10009, "Rejected", "account"],
    [403, 49999, "Rejected", "account"],
    [422, 10015, "Rejected", "our_mistake"],
    [422, 49999, "Rejected", "permanent"],
    [400, 40318, "Deferred", "transient"],
    [429, 10011, "Deferred", "transient"],
    [500, 49999, "Deferred", "transient"],
  ])(
    "SEND-4, SEND-8, OPT-4: takes %s with code %s as %s, %s",
    ([status, code, tag, kind]) =>
      Effect.gen(function* () {
        const { outcome } = yield* sent({}, { _tag: "Refuse", status, code, message: "Some words" })
        assert.strictEqual(outcome._tag, tag)
        assert.strictEqual("error" in outcome && outcome.error.class, kind)
        assert.strictEqual("error" in outcome && outcome.error.code, String(code))
      }),
  )

  it.effect("SEND-8: waits as long as Telnyx asks", () =>
    Effect.gen(function* () {
      const { outcome } = yield* sent({}, { _tag: "Busy", status: 429, retryAfter: "7" })
      assert.strictEqual(outcome._tag === "Deferred" && outcome.afterMillis, 7000)
    }))

  it.effect("MEDIA-2: fetches a file without credentials, and from no machine of our own network", () =>
    Effect.gen(function* () {
      const { account, adapter, provider } = yield* start
      yield* provider.script({ _tag: "Answer", status: 200, contentType: "image/jpeg", body: "bytes" })
      const address = `${provider.url}/example/image.jpg`
      const { bytes } = yield* adapter.fetchMedia(account, address, 100)
      assert.strictEqual(new TextDecoder().decode(bytes), "bytes")
      const refused = yield* Effect.flip(adapter.fetchMedia(telnyxAccount, address, 100))
      assert.isTrue(refused.gone)
      const calls = yield* provider.received
      assert.deepStrictEqual(calls.map(({ headers }) => headers["authorization"]), [undefined])
    }))
})
