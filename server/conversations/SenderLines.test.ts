import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Clock, Deferred, Effect, Fiber } from "effect"
import { paceOf } from "../../domain/sending/Pace.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { callsMaxPerAccount, SenderLines, type Turn } from "./SenderLines.ts"
import { SendingFixture, threadOf, untilStatus } from "./SendingFixture.ts"

let phones = 0
const freshPhone = () => `+1555082${String(phones++).padStart(4, "0")}`

const conversationCount = 10
const messageCount = 6
const writeMillis = 5_000

layer(TestWorkspace.layer, { excludeTestServices: true })("the lines of Sender IDs", (it) => {
  it.effect("SEND-9: who writes where nothing waits has a turn at once, in the commit of the message; the next waits for it", () =>
    Effect.gen(function* () {
      const desk = new SendingFixture(null)
      const answers = yield* Deferred.make<void>()
      desk.answer = ({ messageId }) =>
        Effect.as(Deferred.await(answers), { _tag: "Accepted", providerId: `SM-${messageId}` })
      const sql = yield* PgClient.PgClient
      const { shared } = yield* TestWorkspace
      const stored = Effect.fnUntraced(function* (id: string) {
        return yield* sql<{ readonly status: string; readonly version: number; readonly commits: number }>`
          SELECT d.status, d.version, (SELECT version FROM conversations WHERE id = ${id}) AS commits
          FROM deliveries d WHERE d.conversation_id = ${id} ORDER BY seq`
      })
      yield* desk.run(Effect.gen(function* () {
        const thread = yield* threadOf(shared, freshPhone())
        const first = yield* thread.write("first")
        assert.deepStrictEqual(yield* stored(thread.id), [{ status: "dispatching", version: 1, commits: 1 }])
        const second = yield* thread.write("second")
        const third = yield* thread.write("third")
        const statuses = (yield* stored(thread.id)).map(({ status }) => status)
        assert.deepStrictEqual(statuses, ["dispatching", "queued", "queued"])
        yield* Deferred.succeed(answers, undefined)
        for (const id of [first, second, third]) assert.strictEqual(yield* untilStatus(id, "sent"), "sent")
        assert.deepStrictEqual(desk.texts, ["first", "second", "third"])
      }))
    }))

  it.effect("SEND-9, SEND-5: a burst goes at the Sender ID's pace, in order, all of it, and no conversation waits for another", () =>
    Effect.gen(function* () {
      const perSecond = 20
      const desk = new SendingFixture(null)
      const times: Array<number> = []
      desk.answer = (message) =>
        Effect.sync(() => {
          times.push(Date.now())
          return { _tag: "Accepted", providerId: `SM-${message.messageId}` } as const
        })
      const sql = yield* PgClient.PgClient
      const { shared } = yield* TestWorkspace
      yield* sql`UPDATE senders SET rate_per_second = ${perSecond} WHERE id = ${shared.id}`
      // All of it is there when the first may go.
      const dueAt = Date.now() + writeMillis
      yield* desk.run(Effect.gen(function* () {
        const burst = Effect.fnUntraced(function* (n: number) {
          const thread = yield* threadOf(shared, freshPhone())
          return yield* Effect.forEach(
            Array.from({ length: messageCount }, (_, index) => `${n} ${index}`),
            (text) => thread.write(text, dueAt),
          )
        })
        const ids = yield* Effect.forEach(
          Array.from({ length: conversationCount }, (_, n) => n),
          burst,
          { concurrency: "unbounded" },
        )
        assert.isBelow(Date.now(), dueAt)
        for (const id of ids.flat()) assert.strictEqual(yield* untilStatus(id, "sent"), "sent")
      }))
      assert.strictEqual(desk.sent.length, conversationCount * messageCount)
      for (let n = 0; n < conversationCount; n++) {
        const texts = desk.texts.filter((text) => text.startsWith(`${n} `))
        assert.deepStrictEqual(texts, Array.from({ length: messageCount }, (_, index) => `${n} ${index}`))
      }
      const firsts = new Set(desk.texts.slice(0, 2 * conversationCount).map((text) => text.split(" ")[0]))
      assert.strictEqual(firsts.size, conversationCount, "each had its turn before any had many")
      // A timer may come a little early.
      const early = 5
      const pace = paceOf("unknown", perSecond) ?? assert.fail("a pace that was set")
      for (const [index, time] of times.entries()) {
        const earliest = Math.max(0, (index + 1 - pace.burst) * 1000 / pace.steadily)
        assert.isAtLeast(time - dueAt + early, earliest, `message ${index}`)
      }
    }))

  it.effect("SEND-9: what bunched up after it had its turn comes to the network no faster than that takes it", () =>
    Effect.gen(function* () {
      const perSecond = 80
      const sql = yield* PgClient.PgClient
      const { shared } = yield* TestWorkspace
      yield* sql`UPDATE senders SET rate_per_second = ${perSecond} WHERE id = ${shared.id}`
      const begun: Array<number> = []
      const call = Effect.fnUntraced(function* (turn: Turn) {
        yield* turn.begin(1)
        begun.push(yield* Clock.currentTimeMillis)
        yield* turn.done(1)
      })
      yield* new SendingFixture(null).run(
        Effect.gen(function* () {
          const lines = yield* SenderLines
          const next = lines.turn({ senderId: shared.id, campaign: true })
          // As many as may be on their way are committed at the same moment.
          const bunch = yield* Effect.forEach(Array.from({ length: callsMaxPerAccount }), () => next)
          const calls = yield* Effect.forkChild(Effect.forEach(bunch, call, { concurrency: "unbounded" }))
          for (let n = 0; n < perSecond; n++) yield* call(yield* next)
          yield* Fiber.join(calls)
        }).pipe(Effect.provide(SenderLines.layer)),
      )
      for (const [index, at] of begun.entries()) {
        assert.isAtLeast((begun[index + perSecond] ?? Infinity) - at, 1_000, `after call ${index}`)
      }
    }))

  it.effect("SEND-8, SEND-9: a provider that says too fast holds up the Sender ID for as long as it asks, and no other", () =>
    Effect.gen(function* () {
      const afterMillis = 700
      const desk = new SendingFixture(null)
      const refused = performance.now()
      const calls: Array<{ readonly text: string; readonly at: number }> = []
      desk.answer = (message) =>
        Effect.sync(() => {
          calls.push({ text: message.content.text, at: performance.now() - refused })
          return calls.length > 1 ? { _tag: "Accepted", providerId: `SM-${message.messageId}` } : {
            _tag: "Deferred",
            error: { code: "20429", class: "transient", text: "Too many messages at once." },
            afterMillis,
            tooFast: "sender",
          } as const
        })
      const { owned, shared } = yield* TestWorkspace
      yield* desk.run(Effect.gen(function* () {
        const ids = [yield* (yield* threadOf(owned, freshPhone())).write("first")]
        while (calls.length === 0) yield* Effect.sleep("5 millis")
        ids.push(yield* (yield* threadOf(owned, freshPhone())).write("behind it"))
        ids.push(yield* (yield* threadOf(shared, freshPhone())).write("of another Sender ID"))
        for (const id of ids) assert.strictEqual(yield* untilStatus(id, "sent"), "sent")
      }))
      const [first, ...others] = calls
      assert.strictEqual(others[0]?.text, "of another Sender ID")
      for (const { at, text } of others.slice(1)) {
        assert.isAtLeast(at - (first?.at ?? 0) + 20, afterMillis, text)
      }
      assert.deepStrictEqual(desk.texts.toSorted(), ["behind it", "first", "first", "of another Sender ID"])
    }))
})
