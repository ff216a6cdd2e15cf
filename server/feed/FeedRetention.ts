import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Schedule } from "effect"

const clearEvery = "10 minutes"
/** So many in one statement; as many statements as it takes. */
export const entriesMax = 10_000

/**
 * Clears away what no desk resumes from any more: one that was away for a day fetches afresh. The floor moves with the
 * entries, so that a cursor below it is known to be too old. What the search and the notifications have not read yet stays.
 */
export const FeedRetentionLive = Layer.effectDiscard(Effect.gen(function* () {
  const sql = yield* PgClient.PgClient

  /** A look at the oldest entries alone; the last statement of a round finds fewer to clear than it may. */
  const clear = sql<{ readonly cleared: number }>`
    WITH oldest AS (
      SELECT xid, id, at FROM feed ORDER BY xid, id LIMIT ${entriesMax}
    ), gone AS (
      DELETE FROM feed USING oldest WHERE feed.xid = oldest.xid AND feed.id = oldest.id
        AND oldest.at < now() - interval '1 day'
        AND (oldest.xid, oldest.id) <= (SELECT xid, id FROM message_words_position)
        AND (oldest.xid, oldest.id) <= (SELECT xid, id FROM notification_position)
      RETURNING feed.xid, feed.id
    ), last AS (SELECT xid, id FROM gone ORDER BY xid DESC, id DESC LIMIT 1
    ), floor AS (
      UPDATE feed_floor SET xid = last.xid, id = last.id FROM last
      WHERE (last.xid, last.id) > (feed_floor.xid, feed_floor.id)
    )
    SELECT count(*)::int AS cleared FROM gone`.pipe(
    Effect.repeat({ while: ([row]) => row?.cleared === entriesMax }),
    Effect.catchCause((cause) => Effect.logWarning("the feed was not cleared", cause)),
  )

  yield* Effect.forkScoped(Effect.repeat(clear, Schedule.spaced(clearEvery)))
}))
