import { assert, layer } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { deliveryUntil, SendingFixture, threadOf, untilStatus } from "./SendingFixture.ts"

const noon = Date.UTC(2026, 5, 1, 12)

const unreachable = {
  _tag: "Deferred",
  error: { code: "unreachable", class: "transient", text: "The network could not be reached." },
  afterMillis: 15 * 60_000,
} as const

layer(TestWorkspace.layer, { excludeTestServices: true })("a provider that is back", (it) => {
  it.effect("SEND-8: what waits for its next try goes when its provider answers again, and not while it does not", () =>
    Effect.gen(function* () {
      const desk = new SendingFixture(noon)
      yield* desk.run(Effect.gen(function* () {
        const { shared } = yield* TestWorkspace
        const phones = Array.from({ length: 5 }, (_, n) => `+1415555770${n}`)
        const threads = yield* Effect.forEach(phones, (phone) => threadOf(shared, phone))
        desk.answer = () => Effect.succeed(unreachable)
        const first = yield* Effect.forEach(threads, ({ write }, n) => write(`first ${n}`))
        const second = yield* Effect.forEach(threads, ({ write }, n) => write(`second ${n}`))
        for (const id of first) yield* deliveryUntil(id, (row) => row?.error === "unreachable")
        const tried = desk.sent.length
        assert.strictEqual(tried, phones.length)

        // Back, and gone again after one message: the others keep what tries they have.
        let left = 1
        desk.answer = (message) =>
          Effect.succeed(
            left-- > 0 ? { _tag: "Accepted", providerId: `SM-${message.messageId}` } : unreachable,
          )
        const probe = yield* threadOf(shared, "+14155557710")
        yield* untilStatus(yield* probe.write("a first sign"), "sent")
        yield* Effect.repeat(Effect.sync(() => desk.sent.length), {
          until: (count) => count > tried + 1,
          schedule: Schedule.spaced("10 millis"),
          times: 500,
        })

        // The clock stands still: nobody's pause is over.
        desk.answer = (message) => Effect.succeed({ _tag: "Accepted", providerId: `SM-${message.messageId}` })
        yield* untilStatus(yield* probe.write("back"), "sent")
        for (const id of [...first, ...second]) assert.strictEqual(yield* untilStatus(id, "sent"), "sent")
        for (const n of phones.keys()) {
          const texts = desk.texts.filter((text) => text.endsWith(` ${n}`))
          assert.strictEqual(texts.at(-1), `second ${n}`)
          assert.strictEqual(texts.filter((text) => text === `second ${n}`).length, 1)
        }
      }))
    }))
})
