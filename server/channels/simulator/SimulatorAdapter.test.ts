import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import { Carrier } from "../../simulator/Carrier.ts"
import { account, desk, makeSimulation, phone, sms, workspaceId } from "../../simulator/SimulatorFixture.ts"
import { channelAdapterContract, type ProvidedMessage } from "../ChannelAdapterContract.ts"
import { makeSimulatorAdapter } from "./SimulatorAdapter.ts"

const harness = Effect.gen(function* () {
  const { services } = yield* makeSimulation
  const adapter = yield* makeSimulatorAdapter.pipe(Effect.provide(services))
  const carrier = yield* Carrier.pipe(Effect.provide(services))

  const provided = Effect.gen(function* () {
    yield* TestClock.adjust("1 minute")
    const snapshot = Option.getOrUndefined(yield* Stream.runHead(carrier.follow(workspaceId)))
    const messages = snapshot?._tag === "Snapshot" ? snapshot.messages : []
    return messages.map((message): ProvidedMessage => ({
      channel: message.senderId === sms.id ? "sms" : "whatsapp",
      from: desk,
      to: message.phone,
      text: message.text,
      statusCallbackUrl: null,
    }))
  })

  return {
    adapter,
    account,
    from: desk,
    fromId: null,
    to: phone,
    provided,
    reached: Effect.void,
    failNext: () => Effect.void,
  }
})

channelAdapterContract({
  name: "The simulator",
  channels: ["sms", "whatsapp"],
  signsAddress: false,
  faults: [],
  samples: [],
  signed: (request) => request,
  harness,
})

describe("SimulatorAdapter", () => {
  it.effect("HOOK-1: takes nothing from the network", () =>
    Effect.gen(function* () {
      const { adapter } = yield* harness
      const reading = yield* adapter.readWebhook({
        account,
        endpoint: "messages",
        method: "POST",
        url: "https://desk.example.com/webhooks/simulator/sim/messages",
        headers: {},
        body: new Uint8Array(),
        receivedAt: 0,
      })
      assert.deepStrictEqual(reading, { _tag: "BadSignature" })
    }))
})
