import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Exit, Layer } from "effect"
import { randomUUID } from "node:crypto"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { TestDatabase } from "../../test/TestDatabase.ts"
import { DueJobs } from "./DueJobs.ts"

const jobAt = (dueAt: number) => ({
  conversationId: ConversationId.make(randomUUID()),
  messageId: MessageId.make(randomUUID()),
  dueAt,
})

const waiting = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const rows = yield* sql<{ readonly id: string }>`
    SELECT data ->> 'conversationId' AS id FROM jobs.job WHERE state = 'created'`
  return rows.map(({ id }) => id)
})

const hour = 3_600_000

layer(DueJobs.layer.pipe(Layer.provideMerge(TestDatabase.layer)), { excludeTestServices: true })(
  "due jobs",
  (it) => {
    it.effect("HOURS-2: are there when the transaction that needs them is, and not without it", () =>
      Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const jobs = yield* DueJobs
        const [kept, lost] = [jobAt(Date.now() + hour), jobAt(Date.now() + hour)]
        yield* sql.withTransaction(jobs.enqueue([kept]))
        const failed = yield* Effect.exit(
          sql.withTransaction(Effect.andThen(jobs.enqueue([lost]), Effect.fail("the commit"))),
        )
        assert.isTrue(Exit.isFailure(failed))
        const left = yield* waiting
        assert.include(left, kept.conversationId)
        assert.notInclude(left, lost.conversationId)
      }))

    it.effect("HOURS-3: a message has one job for a time, and another one for another time", () =>
      Effect.gen(function* () {
        const jobs = yield* DueJobs
        const job = jobAt(Date.now() + hour)
        yield* jobs.enqueue([job])
        yield* jobs.enqueue([job])
        yield* jobs.enqueue([{ ...job, dueAt: job.dueAt + hour }])
        assert.lengthOf((yield* waiting).filter((id) => id === job.conversationId), 2)
      }))

    it.effect("HOURS-2: wake their conversations when they fall due, each batch once", () =>
      Effect.gen(function* () {
        const jobs = yield* DueJobs
        const [now, later] = [jobAt(Date.now() - 1), jobAt(Date.now() + hour)]
        yield* jobs.enqueue([later, now, { ...now, messageId: MessageId.make(randomUUID()) }])
        assert.strictEqual(yield* jobs.due, now.conversationId)
        const next = jobAt(Date.now() - 1)
        yield* jobs.enqueue([next])
        assert.strictEqual(yield* jobs.due, next.conversationId)
      }))
  },
)
