import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Schedule } from "effect"
import { TestDatabase } from "../../test/TestDatabase.ts"
import { cursorAt, type FeedPosition } from "./feedPosition.ts"
import { FeedReader } from "./FeedReader.ts"
import { entriesMax, FeedRetentionLive } from "./FeedRetention.ts"

layer(FeedReader.layer.pipe(Layer.provideMerge(TestDatabase.layer)), { excludeTestServices: true })(
  "the feed's retention",
  (it) => {
    it.effect("SYNC-2: clears all that is older than a day, however much, and tells cursors from before it", () =>
      Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const reader = yield* FeedReader
        const add = (count: number, age: string) =>
          sql`INSERT INTO feed (workspace_id, conversation_id, version, seqs, gone_for, counted_for, at)
            SELECT gen_random_uuid(), gen_random_uuid(), 1, '{}', '{}', '{}', now() - ${age}::interval
            FROM generate_series(1, ${count})`
        const start = yield* reader.end
        yield* add(entriesMax + 10, "25 hours")
        // Not the reader's end: a transaction of another database may hold that back for a moment.
        const [newest] = yield* sql<FeedPosition>`
          SELECT xid::text, id::text FROM feed ORDER BY feed.xid DESC, feed.id DESC LIMIT 1`
        const kept = cursorAt(newest ?? { xid: "0", id: "0" })
        yield* add(3, "23 hours")
        yield* add(2, "26 hours")
        // As far as the search and the notifications have read: what they have not stays, however old.
        for (const reader of ["message_words_position", "notification_position"]) {
          yield* sql`UPDATE ${sql(reader)} SET (xid, id) =
            (SELECT xid, id FROM feed WHERE at > now() - interval '24 hours' ORDER BY xid DESC, id DESC LIMIT 1)`
        }
        yield* Effect.gen(function* () {
          yield* Layer.build(FeedRetentionLive)
          const [left] = yield* Effect.repeat(
            sql<{ readonly count: number }>`SELECT count(*)::int AS count FROM feed`,
            { until: ([row]) => row?.count === 5, schedule: Schedule.spaced("20 millis"), times: 250 },
          )
          assert.deepStrictEqual(left, { count: 5 })
        }).pipe(Effect.scoped)
        assert.isTrue(yield* reader.isTooOld(start))
        assert.isFalse(yield* reader.isTooOld(kept))
        const { entries } = yield* Effect.repeat(reader.after(kept, 10), {
          until: ({ held }) => !held,
          schedule: Schedule.spaced("20 millis"),
          times: 250,
        })
        assert.strictEqual(entries.length, 5)
      }))
  },
)
