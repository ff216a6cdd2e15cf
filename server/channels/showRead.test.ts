import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Scope } from "effect"
import { HttpClient, HttpServerResponse } from "effect/http"
import { problemsBy } from "../../test/ApiDescription.ts"
import { makeStandInServer, type ReceivedCall } from "../../test/StandInServer.ts"
import type { ChannelAdapter } from "./ChannelAdapter.ts"
import type { ProviderAccount } from "./ProviderAccount.ts"
import { makeTwilioAdapter } from "./twilio/TwilioAdapter.ts"
import { twilioAccount } from "./twilio/TwilioFixture.ts"
import { makeVonageAdapter } from "./vonage/VonageAdapter.ts"
import { vonageAccount } from "./vonage/VonageFixture.ts"
import { makeWhatsAppAdapter } from "./whatsapp/WhatsAppAdapter.ts"
import { phoneNumberId, whatsAppAccount } from "./whatsapp/WhatsAppFixture.ts"
import whatsAppApi from "./whatsapp/samples/messagesApi.json" with { type: "json" }

/** The calls that an adapter makes to show something, to a provider that answers so. */
const callsOf = Effect.fnUntraced(
  function* (
    make: Effect.Effect<ChannelAdapter, never, HttpClient.HttpClient>,
    account: ProviderAccount,
    status = 200,
  ): Effect.fn.Return<ReadonlyArray<ReceivedCall>, never, HttpClient.HttpClient | Scope.Scope> {
    const provider = yield* makeStandInServer<ReceivedCall>({
      objectionTo: () => null,
      take: (call) => call,
      accepted: () => HttpServerResponse.jsonUnsafe({ success: true }, { status }),
      refused: () => HttpServerResponse.empty({ status: 500 }),
    })
    const adapter = yield* make
    for (const typing of [false, true]) {
      yield* adapter.showRead?.({ ...account, baseUrl: provider.url }, {
        fromId: phoneNumberId,
        providerId: "wamid.1",
        typing,
      }) ?? Effect.die("shows nothing")
    }
    return yield* provider.accepted
  },
)

describe("showRead", () => {
  it.live("READ-1: Meta is asked as its description says", () =>
    Effect.gen(function* () {
      const calls = yield* callsOf(makeWhatsAppAdapter, whatsAppAccount)
      const problems = problemsBy(whatsAppApi, "MarkMessageRequestPayload")
      assert.lengthOf(calls, 2)
      for (const { body, path } of calls) {
        assert.strictEqual(path, `/v23.0/${phoneNumberId}/messages`)
        assert.isNull(problems(JSON.parse(body)), body)
      }
      assert.deepStrictEqual(calls.map(({ body }) => "typing_indicator" in JSON.parse(body)), [false, true])
    }).pipe(Effect.scoped, Effect.provide(NodeHttpClient.layerUndici)))

  it.live("READ-1: Vonage and Twilio are asked as their descriptions say", () =>
    Effect.gen(function* () {
      const vonage = yield* callsOf(makeVonageAdapter, vonageAccount, 202)
      assert.deepStrictEqual(
        vonage.map(({ body, method, path }) => [method, path, JSON.parse(body)]),
        [
          ["PATCH", "/v1/messages/wamid.1", { status: "read" }],
          ["PATCH", "/v1/messages/wamid.1", {
            status: "read",
            replying_indicator: { show: true, type: "text" },
          }],
        ],
      )
      const twilio = yield* callsOf(makeTwilioAdapter, twilioAccount)
      assert.deepStrictEqual(
        twilio.map(({ body, method, path }) => [method, path, body]),
        [["POST", "/v2/Indicators/Typing.json", "messageId=wamid.1&channel=whatsapp"]],
      )
    }).pipe(Effect.scoped, Effect.provide(NodeHttpClient.layerUndici)))

  it.live("READ-1: what a provider does not take is nobody's business", () =>
    Effect.gen(function* () {
      assert.lengthOf(yield* callsOf(makeWhatsAppAdapter, whatsAppAccount, 500), 2)
    }).pipe(Effect.scoped, Effect.provide(NodeHttpClient.layerUndici)))
})
