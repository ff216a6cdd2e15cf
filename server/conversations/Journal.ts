import { PgClient } from "@effect/sql-pg"
import { Context, Deferred, Effect, Exit, Layer, Metric, Queue, Schema } from "effect"
import type { SqlError } from "effect/sql"
import { deletedContent, erasedContent } from "../../domain/conversation/MessageContent.ts"
import { botWork, enqueueForBots } from "../bots/BotQueue.ts"
import { type AppendOutcome, appendStatement } from "./appendStatement.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { noteStatement, type PermissionRecord } from "../consent/permissionStatement.ts"
import { lockPermissions, recordPermissions } from "../consent/recordPermissions.ts"
import { tellDesks } from "../contacts/tellDesks.ts"
import { writeLabelPlaces } from "../labels/labelPlaces.ts"
import { DueJobs, type JobsFailed } from "../jobs/DueJobs.ts"
import type { ConversationCommit, ReplacedMessage } from "./ConversationCommit.ts"

/** Somebody else wrote the conversation after the version that the commit follows: load it again and decide again. */
export class CommitConflict extends Schema.TaggedError<CommitConflict>()("CommitConflict", {}) {}

/** A message of the commit is already stored: it was said before. Nothing was written. */
export class DuplicateMessage extends Schema.TaggedError<DuplicateMessage>()("DuplicateMessage", {}) {}

/** What writes more than all commits do. */
const isAlone = ({ erasedBefore, permission, replaced }: ConversationCommit): boolean =>
  erasedBefore !== null || permission !== null || replaced.length > 0

/** The database did not take the commit, or did not say so. Whether it is written is unknown: load again before going on. */
export class JournalUnavailable extends Schema.TaggedError<JournalUnavailable>()("JournalUnavailable", {
  cause: Schema.Defect(),
}) {}

export type AppendError = CommitConflict | DuplicateMessage | JournalUnavailable

export const batchSizeMax = 256
/** Batches on their way at once: while one is flushed to disk the next is gathered. */
const writerCount = 3
const waitingMax = 8192

const commits = Metric.counter("desk_journal_commits_total", {
  description: "commits written",
  incremental: true,
})
const batches = Metric.counter("desk_journal_batches_total", {
  description: "statements that wrote them",
  incremental: true,
})

interface Waiting {
  readonly commit: ConversationCommit
  readonly done: Deferred.Deferred<void, AppendError>
}

const failureOf = (outcome: AppendOutcome | undefined): AppendError | null => {
  if (outcome?.written) return null
  return outcome?.duplicate ? new DuplicateMessage() : new CommitConflict()
}

/** The data of one commit is at fault, rather than the connection: its neighbours may still be written. */
const isAboutData = (error: SqlError.SqlError | JobsFailed): boolean => {
  if (error._tag === "JobsFailed") return false
  switch (error.reason._tag) {
    case "UniqueViolation":
    case "ConstraintError":
    case "SqlSyntaxError":
    case "UnknownError":
      return true
    default:
      return false
  }
}

/**
 * The one way in which conversations are written. Each caller awaits its own commit, while writers take what is
 * waiting and write it in one durable statement (group commit).
 */
export class Journal extends Context.Service<Journal, {
  /** Returns when the commit is on disk. */
  readonly append: (commit: ConversationCommit) => Effect.Effect<void, AppendError>
}>()("desk/server/conversations/Journal") {
  static readonly layer = Layer.effect(
    Journal,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const jobs = yield* DueJobs
      const bots = yield* botWork
      const waiting = yield* Queue.bounded<Waiting>(waitingMax)

      const writeBeside = Effect.fnUntraced(function* (written: ReadonlyArray<ConversationCommit>) {
        const due = written.flatMap(({ dueJobs }) => dueJobs)
        const forBots = written.flatMap(({ forBot }) => forBot)
        yield* writeLabelPlaces(sql, written.map(({ labelPlaces }) => labelPlaces))
        if (due.length > 0) yield* jobs.enqueue(due)
        if (forBots.length > 0) yield* enqueueForBots(sql, forBots)
      })

      /** With what is due later, what bots are told, and where labelled conversations stand, in the same transaction. Most batches have nothing of that, and stay one statement. */
      const appendAll = (commits: ReadonlyArray<ConversationCommit>) => {
        const append = appendStatement(sql, commits)
        const isAlone = ({ dueJobs, forBot, labelPlaces }: ConversationCommit) =>
          dueJobs.length + forBot.length + labelPlaces.put.length + labelPlaces.gone.length === 0
        if (commits.every(isAlone)) return append
        return sql.withTransaction(
          Effect.tap(
            append,
            (outcomes) => writeBeside(commits.filter((_, index) => failureOf(outcomes[index]) === null)),
          ),
        ).pipe(Effect.tap(bots.open))
      }

      const write = (batch: ReadonlyArray<Waiting>): Effect.Effect<void> =>
        appendAll(batch.map(({ commit }) => commit)).pipe(
          Effect.matchEffect({
            onSuccess: (outcomes) => settle(batch, outcomes),
            onFailure: (error) =>
              batch.length > 1 && isAboutData(error) ? writeHalves(batch) : Effect.andThen(
                Effect.logError("journal write failed", errorSummary(error)),
                failAll(batch, new JournalUnavailable({ cause: error })),
              ),
          }),
        )

      const writeHalves = (batch: ReadonlyArray<Waiting>): Effect.Effect<void> => {
        const middle = Math.ceil(batch.length / 2)
        return Effect.andThen(write(batch.slice(0, middle)), write(batch.slice(middle)))
      }

      const settle = Effect.fnUntraced(
        function* (batch: ReadonlyArray<Waiting>, outcomes: ReadonlyArray<AppendOutcome>) {
          let written = 0
          for (const [index, { done }] of batch.entries()) {
            const failure = failureOf(outcomes[index])
            if (failure === null) written++
            Deferred.doneUnsafe(done, failure === null ? Exit.void : Exit.fail(failure))
          }
          yield* Metric.update(commits, written)
          yield* Metric.update(batches, 1)
        },
      )

      const failAll = (batch: ReadonlyArray<Waiting>, error: AppendError) =>
        Effect.sync(() => {
          for (const { done } of batch) Deferred.doneUnsafe(done, Exit.fail(error))
        })

      const writer = Queue.takeBetween(waiting, 1, batchSizeMax).pipe(
        Effect.flatMap((batch) =>
          write(batch).pipe(
            Effect.catchDefect((cause) => failAll(batch, new JournalUnavailable({ cause }))),
            // What was taken is written and answered even while the desk shuts down.
            Effect.uninterruptible,
          )
        ),
        Effect.forever,
      )
      for (let n = 0; n < writerCount; n++) yield* Effect.forkScoped(writer)

      const blank = Effect.fnUntraced(function* (id: string, before: number) {
        yield* sql`UPDATE items SET content = ${JSON.stringify(erasedContent)}::jsonb
          WHERE conversation_id = ${id} AND seq < ${before} AND content IS NOT NULL`
        yield* sql`DELETE FROM drafts WHERE conversation_id = ${id}`
      })

      /** HOOK-7: for everyone who reads it, now and later, in lists, searches, transcripts and mails. */
      const replace = Effect.fnUntraced(
        function* (id: string, { by, messageId, providerId, text }: ReplacedMessage) {
          const content = text === null
            ? sql`${JSON.stringify(deletedContent)}::jsonb`
            : sql`jsonb_set(content, '{text}', ${JSON.stringify(text)}::jsonb)`
          yield* sql`UPDATE items SET content = ${content}
          WHERE conversation_id = ${id} AND message_id = ${messageId} AND content ->> 'kind' NOT IN ('erased', 'deleted')`
          // What it said between two edits went with the second.
          yield* sql`UPDATE items SET content = jsonb_set(content, '{text}', '""')
          WHERE conversation_id = ${id} AND content ->> 'kind' = 'edited' AND message_id <> ${by}
            AND content #>> '{quote,providerId}' = ${providerId}`
          yield* sql`UPDATE items SET content = jsonb_set(content, '{quote,text}', 'null')
          WHERE conversation_id = ${id} AND content #>> '{quote,providerId}' = ${providerId}
            AND content #>> '{quote,text}' IS NOT NULL`
          if (text !== null) return
          // Of what has no provider any more the fetcher removes what was kept.
          yield* sql`UPDATE media_files SET state = 'wanted', provider_ref = NULL, attempts = 0, due_at = now()
          WHERE conversation_id = ${id} AND message_id = ${messageId}`
        },
      )

      /** OPT-3: the number's other conversations take note by their own actors, however soon this process ends. */
      const record = Effect.fnUntraced(function* (commit: ConversationCommit, said: PermissionRecord) {
        const versions = yield* recordPermissions(sql, [said])
        const now = versions.find(({ address }) => address === said.address)
        // Somebody else changed it meanwhile, and may have said the same.
        if (now?.version !== (commit.permissionVersion ?? 0) + 1) return yield* new CommitConflict()
        const addresses = versions.map(({ address }) => address)
        yield* noteStatement(sql, said, addresses, commit.id)
        yield* tellDesks(sql, said.workspaceId, addresses)
      })

      /** Rare, and more than what all commits write: by themselves, so that the statement of all others stays as it is. */
      const writeAlone = (commit: ConversationCommit) =>
        sql.withTransaction(Effect.gen(function* () {
          // OPT-1: from here to the commit nothing else is committed that sends to this person.
          if (commit.permission !== null) yield* lockPermissions(sql, [commit.permission])
          const [outcome] = yield* appendAll([commit])
          const failure = failureOf(outcome)
          if (failure !== null) return yield* failure
          if (commit.erasedBefore !== null) yield* blank(commit.id, commit.erasedBefore)
          yield* Effect.forEach(commit.replaced, (message) => replace(commit.id, message), { discard: true })
          if (commit.permission !== null) yield* record(commit, commit.permission)
        })).pipe(
          Effect.catchTag(["SqlError", "JobsFailed"], (error) =>
            Effect.andThen(
              Effect.logError("journal write failed", errorSummary(error)),
              Effect.fail(new JournalUnavailable({ cause: error })),
            )),
        )

      return Journal.of({
        append: Effect.fnUntraced(function* (commit) {
          if (isAlone(commit)) return yield* writeAlone(commit)
          const done = yield* Deferred.make<void, AppendError>()
          yield* Queue.offer(waiting, { commit, done })
          return yield* Deferred.await(done)
        }),
      })
    }),
  )
}
