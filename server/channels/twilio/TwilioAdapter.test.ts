import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { FetchHttpClient, type HttpClient } from "effect/http"
import { createServer } from "node:net"
import { Address } from "../../../domain/contact/Address.ts"
import { ConversationId } from "../../../domain/conversation/ConversationId.ts"
import { textContent } from "../../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../../domain/conversation/MessageId.ts"
import { type AcceptedMessage, makeStandInProvider } from "../../../test/StandInProvider.ts"
import type { ScriptedAnswer } from "../../../test/StandInServer.ts"
import type { OutboundMessage } from "../ChannelAdapter.ts"
import {
  channelAdapterContract,
  type ProvidedMessage,
  type ProviderFault,
} from "../ChannelAdapterContract.ts"
import { makeTwilioAdapter } from "./TwilioAdapter.ts"
import {
  conversationId,
  messageId,
  sampleNames,
  sampleRequest,
  signedByTwilio,
  twilioAccount,
  twilioCredentials,
} from "./TwilioFixture.ts"

const faults: Record<ProviderFault, ScriptedAnswer> = {
  refuse: { _tag: "Refuse", status: 400, code: 21610, message: "Attempt to send to unsubscribed recipient" },
  busy: { _tag: "Busy", status: 429 },
  hang: { _tag: "Hang" },
  cut: { _tag: "AcceptThenCut" },
  garbled: { _tag: "Answer", status: 201, contentType: "application/json", body: '{"sid":' },
}

/** Adapter and provider for one test; the client lives as long as its scope. */
const start = Effect.fnUntraced(function* (clientLayer: Layer.Layer<HttpClient.HttpClient>) {
  const client = yield* Layer.build(clientLayer)
  const provider = yield* makeStandInProvider(twilioCredentials).pipe(Effect.provide(client))
  const adapter = yield* makeTwilioAdapter.pipe(Effect.provide(client))
  return { adapter, provider, account: { ...twilioAccount, baseUrl: provider.url } }
})

const from = Address.make("+15005550006")
const to = Address.make("+15555550123")

const unprefixed = (address: string): string => address.replace("whatsapp:", "")

const provided = (message: AcceptedMessage): ProvidedMessage => ({
  channel: message.to.startsWith("whatsapp:") && message.from.startsWith("whatsapp:") ? "whatsapp" : "sms",
  from: unprefixed(message.from),
  to: unprefixed(message.to),
  text: message.body,
  statusCallbackUrl: message.statusCallback ?? "",
})

channelAdapterContract({
  name: "Twilio",
  channels: ["sms", "whatsapp"],
  signsAddress: true,
  faults: ["refuse", "busy", "hang", "cut", "garbled"],
  samples: sampleNames.map((name) => ({ name, request: sampleRequest(name) })),
  signed: signedByTwilio,
  harness: Effect.map(start(NodeHttpClient.layerUndici), ({ account, adapter, provider }) => ({
    adapter,
    account,
    from,
    fromId: null,
    to,
    provided: Effect.map(provider.accepted, (messages) => messages.map(provided)),
    reached: Effect.asVoid(provider.awaitReceived(1)),
    failNext: (fault) => provider.script(faults[fault]),
  })),
})

const outbound: OutboundMessage = {
  account: twilioAccount,
  conversationId: ConversationId.make(conversationId),
  messageId: MessageId.make(messageId),
  attempt: 1,
  channel: "sms",
  from,
  fromId: null,
  to,
  content: textContent("Hello"),
  files: [],
  statusCallbackUrl: "https://desk.example.com/status",
}

const answered = Effect.fnUntraced(function* (
  answer: ScriptedAnswer,
  changes: Partial<OutboundMessage> = {},
  clientLayer: Layer.Layer<HttpClient.HttpClient> = NodeHttpClient.layerUndici,
) {
  const { account, adapter, provider } = yield* start(clientLayer)
  yield* provider.script(answer)
  const outcome = yield* adapter.send({ ...outbound, account, ...changes })
  return { outcome, accepted: yield* provider.accepted }
})

const refusal = (status: number, code: number): ScriptedAnswer => ({
  _tag: "Refuse",
  status,
  code,
  message: "Some words",
})

/** A port on which nobody listens any more. */
const closedPort = Effect.callback<number>((resume) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    server.close(() => resume(Effect.succeed(port)))
  })
})

const clients: ReadonlyArray<readonly [string, Layer.Layer<HttpClient.HttpClient>]> = [
  ["undici", NodeHttpClient.layerUndici],
  ["fetch", FetchHttpClient.layer],
]

describe("TwilioAdapter", () => {
  it.effect.each<readonly [number, number, string]>([
    [400, 21610, "opted_out"],
    [400, 63016, "window_closed"],
    [400, 21211, "number"],
    [400, 21617, "our_mistake"],
    [404, 20404, "account"],
    [401, 20003, "account"],
    [403, 20403, "account"],
    [403, 99999, "account"],
    [400, 99999, "permanent"],
  ])(
    "SEND-8: does not try again after %s with code %s, which is %s",
    ([status, code, kind]) =>
      Effect.gen(function* () {
        const { outcome } = yield* answered(refusal(status, code))
        if (outcome._tag !== "Rejected") return assert.fail(outcome._tag)
        assert.deepStrictEqual([outcome.error.code, outcome.error.class], [String(code), kind])
      }),
  )

  it.effect.each<readonly [number, number]>([[429, 20429], [429, 21611], [400, 14107], [500, 20500], [
    503,
    20503,
  ]])(
    "SEND-8: leaves a message to be tried again after %s with code %s",
    ([status, code]) =>
      Effect.gen(function* () {
        const { outcome } = yield* answered(refusal(status, code))
        assert.strictEqual(outcome._tag === "Deferred" && outcome.error.code, String(code))
      }),
  )

  it.effect.each<readonly [string, number | null]>([
    ["7", 7_000],
    ["86400", 900_000],
    ["Thu, 01 Jan 1970 00:00:09 GMT", 9_000],
    ["-5", null],
    ["soon", null],
  ])(
    'SEND-8: waits as long as "%s" asks for, up to 15 minutes',
    ([retryAfter, afterMillis]) =>
      Effect.gen(function* () {
        const { outcome } = yield* answered({ _tag: "Busy", status: 429, retryAfter })
        assert.strictEqual(outcome._tag === "Deferred" ? outcome.afterMillis : undefined, afterMillis)
      }),
  )

  it.effect("SEND-4: an address that is not Twilio's is the account's fault, not the message's", () =>
    Effect.gen(function* () {
      const page = {
        _tag: "Answer",
        status: 404,
        contentType: "text/html",
        body: "<h1>Not here</h1>",
      } as const
      const { outcome } = yield* answered(page)
      assert.strictEqual(outcome._tag === "Rejected" && outcome.error.class, "account")
      const unusable = yield* answered(page, { account: { ...twilioAccount, baseUrl: "not an address" } })
      assert.strictEqual(unusable.outcome._tag === "Rejected" && unusable.outcome.error.class, "account")
    }))

  it.effect.each(["", "null", "{}", '{"sid":7}', '{"sid":""}', `{"sid":"${"x".repeat(100_000)}"}`])(
    "SEND-7: does not know the fate of a message that was accepted with %#",
    (body) =>
      Effect.gen(function* () {
        const { outcome } = yield* answered({
          _tag: "Answer",
          status: 201,
          contentType: "application/json",
          body,
        })
        assert.deepStrictEqual(outcome, { _tag: "Unknown" })
      }),
  )

  it.effect.each(clients)(
    "SEND-7: does not send again what %s sent before the connection broke",
    ([, client]) =>
      Effect.gen(function* () {
        const { accepted, outcome } = yield* answered({ _tag: "AcceptThenCut" }, {}, client)
        assert.deepStrictEqual(outcome, { _tag: "Unknown" })
        assert.lengthOf(accepted, 1)
      }),
  )

  it.effect.each(clients)(
    "SEND-8: tries again what %s could not connect for",
    ([, client]) =>
      Effect.gen(function* () {
        const baseUrl = `http://127.0.0.1:${yield* closedPort}`
        const { outcome } = yield* answered(
          { _tag: "Accept" },
          { account: { ...twilioAccount, baseUrl } },
          client,
        )
        assert.strictEqual(outcome._tag === "Deferred" && outcome.error.code, "unreachable")
      }),
  )

  it.effect("MEDIA-1: sends files by links from which Twilio fetches them, with and without words", () =>
    Effect.gen(function* () {
      const { account, adapter, provider } = yield* start(NodeHttpClient.layerUndici)
      const media = [{ id: "1", name: "a.jpg", type: "image/jpeg", size: 3 }]
      const file = {
        name: "a.jpg",
        type: "image/jpeg",
        size: 3,
        publicUrl: "https://desk.example.com/media/public/x",
        bytes: Effect.succeed(new Uint8Array(3)),
      }
      const message = { ...outbound, account, files: [file] }
      for (const text of ["See", ""]) {
        const outcome = yield* adapter.send({ ...message, content: { kind: "media", text, media } })
        assert.strictEqual(outcome._tag, "Accepted")
      }
      const [worded, wordless] = yield* provider.received
      assert.deepInclude(worded?.form, { Body: "See", MediaUrl: file.publicUrl })
      assert.strictEqual(wordless?.form["MediaUrl"], file.publicUrl)
      assert.notProperty(wordless?.form, "Body")
    }))

  it.effect("HOOK-3: answers a message with nothing to do, and a status with nothing at all", () =>
    Effect.gen(function* () {
      const { adapter } = yield* start(FetchHttpClient.layer)
      assert.deepStrictEqual(adapter.acknowledgement("messages"), {
        status: 200,
        contentType: "text/xml",
        body: "<Response/>",
      })
      assert.deepStrictEqual([
        adapter.acknowledgement("status").status,
        adapter.acknowledgement("status").body,
      ], [
        204,
        "",
      ])
    }))
})
