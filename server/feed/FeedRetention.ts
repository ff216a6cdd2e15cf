import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Schedule } from "effect"

const clearEvery = "10 minutes"
const entriesMax = 50_000

/**
 * Clears away what no desk resumes from any more: one that was away for a day fetches afresh. The floor moves with the
 * entries, so that a cursor below it is known to be too old.
 */
export const FeedRetentionLive = Layer.effectDiscard(Effect.gen(function* () {
  const sql = yield* PgClient.PgClient

  const clear = sql`
    WITH old AS (
      SELECT xid, id FROM feed WHERE at < now() - interval '1 day' ORDER BY xid, id LIMIT ${entriesMax}
    ), gone AS (
      DELETE FROM feed USING old WHERE feed.xid = old.xid AND feed.id = old.id RETURNING feed.xid, feed.id
    ), last AS (SELECT xid, id FROM gone ORDER BY xid DESC, id DESC LIMIT 1)
    UPDATE feed_floor SET xid = last.xid, id = last.id FROM last WHERE (last.xid, last.id) > (feed_floor.xid, feed_floor.id)
  `.pipe(Effect.catchCause((cause) => Effect.logWarning("the feed was not cleared", cause)))

  yield* Effect.forkScoped(Effect.repeat(clear, Schedule.spaced(clearEvery)))
}))
