import { PgClient } from "@effect/sql-pg"
import { Cause, Clock, Effect, Layer, Ref, Schedule, Stream } from "effect"
import { botSilenceMillisMax } from "../../domain/conversation/decideBot.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { Directory, type DirectorySnapshot } from "../directory/Directory.ts"
import { DueJobs } from "../jobs/DueJobs.ts"
import { Conversations } from "./Conversations.ts"

const wokenAtOnce = 16
const rescheduledAtOnce = 8
/** Snoozes and silences of bots whose job was lost, or whose time came while no desk ran, end by then. */
const sweepEvery = "15 seconds"
const pageSize = 500
/** Conversations that were on their way between nodes when hours changed are looked at by then. */
const lookAgainEvery = "10 minutes"

interface Row {
  readonly id: ConversationId
}

/** All that decides when messages go, as text: what waits is looked at again when it differs. */
const hoursIn = ({ senders, workspaces }: DirectorySnapshot): string =>
  JSON.stringify([
    [...workspaces.values()].map(({ hours, id, quietHours }) => [id, hours, quietHours]),
    [...senders.values()].map(({ hours, id }) => [id, hours]),
  ])

/**
 * Wakes conversations in which something falls due, such as a message, the end of a snooze (LIFE-1) or of a bot's silence (BOT-1), and has what waits look at the hours again when those changed (HOURS-3),
 * also while this process did not run.
 */
export const DueMessagesLive = Layer.effectDiscard(Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const jobs = yield* DueJobs
  const conversations = yield* Conversations
  const directory = yield* Directory

  const wake = (id: ConversationId, reschedule: boolean) =>
    conversations.wake(id, { reschedule }).pipe(
      // The sweeper finds it.
      Effect.catchCause((cause) =>
        Effect.logWarning("a conversation could not be woken", id, errorSummary(Cause.squash(cause)))
      ),
    )

  /** Of all conversations of this node in which something waits for its time, page by page. */
  const reschedule = Effect.gen(function* () {
    let after: ConversationId | null = null
    while (true) {
      const rows: ReadonlyArray<Row> = yield* sql<Row>`
        SELECT DISTINCT conversation_id AS id FROM deliveries
        WHERE status = 'queued' AND NOT unconfirmed AND waits_for IS NOT NULL
          AND (${after}::uuid IS NULL OR conversation_id > ${after}::uuid)
        ORDER BY conversation_id LIMIT ${pageSize}`
      yield* Effect.forEach(
        rows.filter(({ id }) => conversations.livesHere(id)),
        ({ id }) => wake(id, true),
        { concurrency: rescheduledAtOnce, discard: true },
      )
      const last = rows.at(-1)
      if (!last || rows.length < pageSize) return
      after = last.id
    }
  }).pipe(Effect.catchCause((cause) => Effect.logWarning("what waits was not rescheduled", cause)))

  const sweep = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const rows = yield* sql<Row>`
      (SELECT id FROM conversations WHERE snoozed_until <= ${new Date(now)}
        ORDER BY snoozed_until LIMIT ${pageSize})
      UNION (SELECT id FROM conversations
        WHERE bot IS NOT NULL AND waiting_since <= ${new Date(
      now - botSilenceMillisMax,
    )} AND opted_out_at IS NULL
          AND (bot ->> 'since')::float8 <= ${now - botSilenceMillisMax}::float8
        LIMIT ${pageSize})`
    yield* Effect.forEach(
      rows.filter(({ id }) => conversations.livesHere(id)),
      ({ id }) => wake(id, false),
      { concurrency: wokenAtOnce, discard: true },
    )
  }).pipe(
    Effect.catchCause((cause) => Effect.logWarning("snoozes and silences of bots were not looked at", cause)),
  )

  const known = yield* Ref.make(hoursIn(yield* directory.snapshot))
  const onChange = Effect.fnUntraced(function* (snapshot: DirectorySnapshot) {
    const hours = hoursIn(snapshot)
    if ((yield* Ref.getAndSet(known, hours)) !== hours) yield* reschedule
  })

  yield* Effect.forkScoped(Stream.runForEach(directory.changes, onChange))
  yield* Effect.forkScoped(Effect.repeat(reschedule, Schedule.spaced(lookAgainEvery)))
  yield* Effect.forkScoped(Effect.repeat(sweep, Schedule.spaced(sweepEvery)))
  const worker = jobs.due.pipe(Effect.flatMap((id) => wake(id, false)), Effect.forever)
  for (let n = 0; n < wokenAtOnce; n++) yield* Effect.forkScoped(worker)
}))
