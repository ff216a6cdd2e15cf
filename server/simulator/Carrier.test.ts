import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import { type CarrierSwitches, defaultSwitches } from "../../domain/simulator/SimulatorState.ts"
import { Carrier } from "./Carrier.ts"
import { eventsMax } from "./NetworkMemory.ts"
import {
  account,
  foreign,
  makeSimulation,
  otherWorkspaceId,
  outbound,
  phone,
  sms,
  whatsapp,
  workspaceId,
} from "./SimulatorFixture.ts"

const steady: CarrierSwitches = { ...defaultSwitches, latencyMillis: 1_000, jitterMillis: 0 }

const start = Effect.fnUntraced(function* (switches: Partial<CarrierSwitches> = {}) {
  const { failToStore, services, stored } = yield* makeSimulation
  const carrier = yield* Carrier.pipe(Effect.provide(services))
  yield* carrier.switch(workspaceId, { ...steady, ...switches })
  const snapshotOf = (workspace = workspaceId) =>
    carrier.follow(workspace).pipe(
      Stream.runHead,
      Effect.map(Option.getOrUndefined),
      Effect.flatMap((frame) =>
        frame?._tag === "Snapshot" ? Effect.succeed(frame) : Effect.die("no snapshot")
      ),
    )
  const statuses = Effect.map(
    stored,
    (updates) => updates.flatMap((update) => update._tag === "StatusUpdate" ? [update.status] : []),
  )
  return { carrier, failToStore, stored, statuses, snapshotOf, snapshot: snapshotOf() }
})

describe("Carrier", () => {
  it.effect("SEND-3: takes a message at once, then reports it sent and delivered", () =>
    Effect.gen(function* () {
      const { carrier, snapshot, statuses } = yield* start()
      const outcome = yield* carrier.take(outbound(1))
      assert.strictEqual(outcome._tag, "Accepted")
      yield* TestClock.adjust("999 millis")
      assert.deepStrictEqual(yield* statuses, [])
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(yield* statuses, ["sent"])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* statuses, ["sent", "delivered"])
      const { log, messages } = yield* snapshot
      assert.deepStrictEqual(messages.map(({ text }) => text), ["Message 1"])
      assert.deepStrictEqual(
        log.map(({ afterMillis, kind }) => [kind, afterMillis]),
        [["delivered", 1_000], ["sent", 1_000], ["queued", null]],
      )
    }))

  it.effect("SEND-3: reports a WhatsApp message read when the handset looks at the chat, and once", () =>
    Effect.gen(function* () {
      const { carrier, statuses } = yield* start()
      yield* carrier.take(outbound(1))
      yield* TestClock.adjust("3 seconds")
      yield* carrier.look(sms, phone)
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(yield* statuses, ["sent", "delivered"])
      yield* carrier.look(whatsapp, phone)
      yield* carrier.look(whatsapp, phone)
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(yield* statuses, ["sent", "delivered", "read"])
    }))

  it.effect("SEND-3: never reports an SMS read", () =>
    Effect.gen(function* () {
      const { carrier, statuses } = yield* start()
      yield* carrier.take(outbound(1, sms))
      yield* TestClock.adjust("3 seconds")
      yield* carrier.look(sms, phone)
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(yield* statuses, ["sent", "delivered"])
    }))

  it.effect("SEND-13: a message to a phone that is off stays sent until the phone is on", () =>
    Effect.gen(function* () {
      const { carrier, snapshot, statuses } = yield* start({ phoneOff: true })
      yield* carrier.take(outbound(1))
      yield* TestClock.adjust("6 hours")
      assert.deepStrictEqual(yield* statuses, ["sent"])
      assert.deepStrictEqual((yield* snapshot).messages, [])
      assert.strictEqual(yield* carrier.write(whatsapp, account, phone, "Nobody hears this"), "phoneOff")
      yield* carrier.switch(workspaceId, steady)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* statuses, ["sent", "delivered"])
    }))

  it.effect("SEND-4: fails the next message, and only that, as it is told", () =>
    Effect.gen(function* () {
      const { carrier, snapshot, stored, statuses } = yield* start({ failNext: "not_on_whatsapp" })
      yield* carrier.take(outbound(1))
      yield* carrier.take(outbound(2))
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(yield* statuses, ["failed", "sent", "delivered"])
      const failed = (yield* stored).find((update) => update._tag === "StatusUpdate" && update.error !== null)
      assert.deepInclude(failed, {
        error: {
          code: "not_on_whatsapp",
          class: "number",
          text: "This number is not on WhatsApp.",
        },
      })
      assert.isNull((yield* snapshot).switches.failNext)
    }))

  it.effect("SEND-3: repeats every receipt when it is told to", () =>
    Effect.gen(function* () {
      const { carrier, statuses } = yield* start({ receiptsTwice: true })
      yield* carrier.take(outbound(1))
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(yield* statuses, ["sent", "sent", "delivered", "delivered"])
    }))

  it.effect("SEND-3: mixes up the receipts' order when it is told to", () =>
    Effect.gen(function* () {
      const { carrier, statuses } = yield* start({ receiptsShuffled: true })
      yield* carrier.take(outbound(1))
      yield* TestClock.adjust("3 seconds")
      yield* carrier.look(whatsapp, phone)
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(yield* statuses, ["delivered", "sent", "read", "delivered"])
    }))

  it.effect("SEND-13: delivers without a receipt when receipts are switched off", () =>
    Effect.gen(function* () {
      const { carrier, snapshot, statuses } = yield* start({ deliveryReceipts: false, readReceipts: false })
      yield* carrier.take(outbound(1))
      yield* TestClock.adjust("3 seconds")
      yield* carrier.look(whatsapp, phone)
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(yield* statuses, ["sent"])
      assert.lengthOf((yield* snapshot).messages, 1)
    }))

  it.effect("WIN-1: brings what the customer wrote with the time at which they wrote it", () =>
    Effect.gen(function* () {
      const { carrier, stored } = yield* start()
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(yield* carrier.write(whatsapp, account, phone, "Is it ready?"), "taken")
      yield* TestClock.adjust("1 second")
      const [message] = yield* stored
      if (message?._tag !== "InboundMessage") return assert.fail("no message")
      assert.deepStrictEqual<unknown>(
        [message.channel, message.to, message.from, message.content.text, message.providerAt, message.optOut],
        ["whatsapp", whatsapp.address, phone, "Is it ready?", 5_000, null],
      )
    }))

  it.effect("HOOK-4: brings what the desk could not store again, until it can", () =>
    Effect.gen(function* () {
      const { carrier, failToStore, stored } = yield* start()
      yield* failToStore(5)
      yield* carrier.write(whatsapp, account, phone, "Is it ready?")
      yield* TestClock.adjust("1 minute")
      assert.lengthOf(yield* stored, 1)
    }))

  it.effect("HOOK-4: gives up after two minutes without an answer, and goes on with the next", () =>
    Effect.gen(function* () {
      const { carrier, failToStore, statuses } = yield* start()
      yield* failToStore(9)
      yield* carrier.take(outbound(1))
      yield* TestClock.adjust("3 minutes")
      assert.deepStrictEqual(yield* statuses, ["delivered"])
    }))

  it.effect("SEND-4: refuses what comes from a Sender ID that it does not know", () =>
    Effect.gen(function* () {
      const { carrier } = yield* start()
      const outcome = yield* carrier.take({ ...outbound(1), from: phone })
      assert.strictEqual(outcome._tag === "Rejected" && outcome.error.class, "account")
    }))

  it.effect("AUTH-3: keeps what happens in one workspace from the others", () =>
    Effect.gen(function* () {
      const { carrier, snapshotOf } = yield* start()
      yield* carrier.write(foreign, account, phone, "Elsewhere")
      assert.deepStrictEqual((yield* snapshotOf()).messages, [])
      assert.lengthOf((yield* snapshotOf(otherWorkspaceId)).messages, 1)
    }))

  it.effect("shows followers the state and then every change of it", () =>
    Effect.gen(function* () {
      const { carrier } = yield* start()
      const frames = yield* carrier.follow(workspaceId).pipe(
        Stream.tap((frame) =>
          frame._tag === "Snapshot"
            ? Effect.andThen(carrier.write(sms, account, phone, "Hi"), carrier.clearLog(workspaceId))
            : Effect.void
        ),
        Stream.take(4),
        Stream.runCollect,
      )
      assert.deepStrictEqual(frames.map(({ _tag }) => _tag), ["Snapshot", "Event", "Message", "LogCleared"])
    }))

  it.effect("remembers the newest thousand events", () =>
    Effect.gen(function* () {
      const { carrier, snapshot } = yield* start()
      for (let n = 0; n < eventsMax + 5; n += 1) yield* carrier.write(sms, account, phone, `${n}`)
      const { log, messages } = yield* snapshot
      assert.lengthOf(log, eventsMax)
      assert.strictEqual(log[0]?.details, `${eventsMax + 4}`)
      assert.lengthOf(messages, 200)
    }))
})
