import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, Queue, Redacted, Schema } from "effect"
import { PgBoss } from "pg-boss"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import { errorSummary } from "../database/errorSummary.ts"

/** A message that may go, or without one a snooze or a bot's silence that is over, at a later time, epoch milliseconds. */
export interface DueJob {
  readonly conversationId: ConversationId
  readonly messageId: MessageId | null
  readonly dueAt: number
}

/** The jobs of this desk: a schema of their own, made and migrated by pg-boss. */
const schema = "jobs"
const queueName = "due"
/** One for fetching jobs, one for keeping house. What is enqueued goes through the desk's own connections. */
const connectionsMax = 2
const fetchEverySeconds = 1
const fetchMax = 500
/** A job only wakes a conversation: one that failed is made up for by the sweeper. */
const retriesMax = 3
const keptSeconds = 60
const dueMax = 20_000

export class JobsFailed extends Schema.TaggedError<JobsFailed>()("JobsFailed", { cause: Schema.Defect() }) {}

const attempt = <A>(run: () => Promise<A>) =>
  Effect.tryPromise({ try: run, catch: (cause) => new JobsFailed({ cause }) })

const JobData = Schema.Struct({ conversationId: ConversationId })
const decodeData = Schema.decodeUnknownOption(JobData)

const startBoss = (connectionString: string, onError: (error: unknown) => void) =>
  Effect.acquireRelease(
    attempt(async () => {
      const boss = new PgBoss({
        connectionString,
        schema,
        max: connectionsMax,
        application_name: "converse-desk jobs",
        schedule: false,
      })
      boss.on("error", onError)
      await boss.start()
      await boss.createQueue(queueName, {
        // One waiting job for each key.
        policy: "short",
        retryLimit: retriesMax,
        deleteAfterSeconds: keptSeconds,
      })
      return boss
    }),
    (boss) => Effect.ignore(attempt(() => boss.stop({ graceful: true, timeout: 2_000 }))),
  )

/**
 * What is due later, by pg-boss. A job says no more than which conversation to wake, and when: what then goes is decided
 * anew, so that a job which is lost, early, late or there twice changes nothing but the time until the sweeper looks.
 */
export class DueJobs extends Context.Service<DueJobs, {
  /** Within the caller's transaction: the jobs are there if it commits. The same message and time again adds nothing. */
  readonly enqueue: (jobs: ReadonlyArray<DueJob>) => Effect.Effect<void, JobsFailed>
  /** Conversations in which something fell due. */
  readonly due: Effect.Effect<ConversationId>
}>()("desk/server/jobs/DueJobs") {
  static readonly layer = Layer.effect(
    DueJobs,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const due = yield* Queue.bounded<ConversationId>(dueMax)
      const run = Effect.runForkWith(yield* Effect.context<never>())
      const boss = yield* startBoss(Redacted.value(sql.config.url ?? Redacted.make("")), (error) => {
        run(Effect.logWarning("jobs", errorSummary(error)))
      })

      const enqueue: DueJobs["Service"]["enqueue"] = Effect.fn("DueJobs.enqueue")(function* (jobs) {
        // The context has the connection of the transaction, if there is one.
        const inTransaction = Effect.runPromiseWith(yield* Effect.context<never>())
        const executeSql = async (text: string, values: ReadonlyArray<unknown> = []) => ({
          rows: [...await inTransaction(sql.unsafe(text, values))],
        })
        yield* attempt(() =>
          boss.insert(
            queueName,
            jobs.map(({ conversationId, dueAt, messageId }) => ({
              data: { conversationId },
              singletonKey: `${messageId ?? conversationId} ${dueAt}`,
              startAfter: new Date(dueAt),
            })),
            { db: { executeSql } },
          )
        )
      })

      yield* attempt(() =>
        boss.work(
          queueName,
          { batchSize: fetchMax, pollingIntervalSeconds: fetchEverySeconds, burstWhenBatchFull: true },
          async (jobs) => {
            const ids = jobs.flatMap(({ data }) => {
              const decoded = decodeData(data)
              return decoded._tag === "Some" ? [decoded.value.conversationId] : []
            })
            await Effect.runPromise(Queue.offerAll(due, new Set(ids)))
          },
        )
      )
      return DueJobs.of({ enqueue, due: Queue.take(due) })
    }),
  )

  /** For where time does not pass by itself: nothing falls due but what the sweeper finds. */
  static readonly layerNone = Layer.succeed(DueJobs, { enqueue: () => Effect.void, due: Effect.never })
}
