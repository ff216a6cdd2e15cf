import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Schedule } from "effect"
import { paceOf } from "../../domain/sending/Pace.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { SendingFixture, threadOf, untilStatus } from "./SendingFixture.ts"

/** A Monday evening, and the opening on Tuesday at 9:00 in New York. */
const evening = Date.UTC(2026, 2, 2, 23)
const opening = Date.UTC(2026, 2, 3, 14)
const weekly = Object.fromEntries(["mon", "tue", "wed"].map((day) => [day, [["09:00", "17:00"]]]))

const conversationCount = 1_000
const messagesEach = 10
const total = conversationCount * messagesEach
const perSecond = 1_000
/** Far beyond what a slow machine takes: the test is of what goes, not of how fast. */
const drainSecondsMax = 240

const sentIn = (senderId: string) =>
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const [row] = yield* sql<{ readonly count: number }>`
      SELECT count(*)::int AS count FROM deliveries d JOIN conversations c ON c.id = d.conversation_id
      WHERE c.sender_id = ${senderId} AND d.status = 'sent'`
    return row?.count ?? 0
  })

layer(TestWorkspace.layer, { excludeTestServices: true })("the opening", (it) => {
  it.effect(
    "HOURS-2, SEND-5, SEND-9: 10,000 messages of 1,000 conversations go, each once, in order, at the pace, while others keep flowing",
    () =>
      Effect.gen(function* () {
        const desk = new SendingFixture(evening)
        const times: Array<number> = []
        desk.answer = (message) =>
          Effect.sync(() => {
            if (message.content.text.startsWith("waited")) times.push(performance.now())
            return { _tag: "Accepted", providerId: `SM-${message.messageId}` }
          })
        const sql = yield* PgClient.PgClient
        const { owned, shared } = yield* TestWorkspace
        yield* sql`UPDATE workspaces SET hours = ${JSON.stringify(weekly)}::jsonb`
        yield* sql`UPDATE senders SET rate_per_second = ${perSecond} WHERE id = ${shared.id}`
        yield* desk.run(Effect.gen(function* () {
          yield* Effect.forEach(
            Array.from({ length: conversationCount }, (_, n) => n),
            Effect.fnUntraced(function* (n: number) {
              const thread = yield* threadOf(shared, `+1555083${String(n).padStart(4, "0")}`)
              for (let m = 0; m < messagesEach; m++) yield* thread.write(`waited ${n} ${m}`)
            }),
            { concurrency: 64, discard: true },
          )
          assert.strictEqual(desk.jobs.length, total)
          assert.strictEqual(desk.sent.length, 0)

          desk.passFrom(opening)
          const began = performance.now()
          // Every job fires, and some twice.
          yield* desk.fire(...desk.jobs, ...desk.jobs.slice(0, 1_000))
          const others = yield* Effect.forkChild(Effect.forEach(
            Array.from({ length: 20 }, (_, n) => n),
            Effect.fnUntraced(function* (n: number) {
              const from = performance.now()
              const thread = yield* threadOf(owned, `+1555084${String(n).padStart(4, "0")}`)
              const id = yield* thread.write(`meanwhile ${n}`)
              assert.strictEqual(yield* untilStatus(id, "sent"), "sent")
              return performance.now() - from
            }),
          ))
          const meanwhile = yield* Fiber.join(others)
          yield* Effect.repeat(sentIn(shared.id), {
            until: (count) => count === total,
            schedule: Schedule.spaced("250 millis"),
            times: drainSecondsMax * 4,
          })
          const seconds = (performance.now() - began) / 1000
          yield* Effect.logInfo(
            `${total} messages in ${seconds.toFixed(1)} s; meanwhile a new one took at most ${
              Math.round(Math.max(...meanwhile))
            } ms`,
          )

          const waited = desk.texts.filter((text) => text.startsWith("waited"))
          assert.strictEqual(waited.length, total)
          const next = new Map<string, number>()
          for (const text of waited) {
            const [, conversation = "", message] = text.split(" ")
            assert.strictEqual(Number(message), next.get(conversation) ?? 0, text)
            next.set(conversation, Number(message) + 1)
          }
          const pace = paceOf("unknown", perSecond) ?? assert.fail("a pace that was set")
          for (const [index, time] of times.entries()) {
            const earliest = (index + 1 - pace.burst) * 1000 / pace.steadily
            assert.isAtLeast(time - began + 5, earliest, `message ${index}`)
          }
        }))
      }),
    { timeout: (drainSecondsMax + 120) * 1000 },
  )
})
