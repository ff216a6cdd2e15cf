import { Effect, Layer, Schedule } from "effect"
import { SearchClient } from "./SearchClient.ts"

const entriesMax = 1_000
const lookEvery = "500 millis"

/**
 * Follows the feed and writes the words of new messages, so that a commit does not wait for an index. What was written
 * is found about a second later. Of several nodes, one at a time goes on from where the last one stopped.
 */
export const MessageIndexerLive = Layer.effectDiscard(Effect.gen(function* () {
  const sql = yield* SearchClient

  const readOn = sql<{ readonly entries: number }>`
    WITH place AS MATERIALIZED (
      SELECT xid, id FROM message_words_position FOR UPDATE SKIP LOCKED
    ), entry AS MATERIALIZED (
      SELECT feed.xid, feed.id, feed.conversation_id, feed.version, feed.seqs
      FROM place JOIN feed ON (feed.xid, feed.id) > (place.xid, place.id)
      WHERE feed.xid < pg_snapshot_xmin(pg_current_snapshot())
      ORDER BY feed.xid, feed.id LIMIT ${entriesMax}
    ), numbered AS MATERIALIZED (
      SELECT nextval('message_number') AS id, told.* FROM (
        SELECT i.conversation_id, i.seq, i.content ->> 'text' AS text
        FROM entry JOIN items i
          ON i.conversation_id = entry.conversation_id AND i.seq = ANY (entry.seqs)
          -- What was said before the conversation began is told of when it begins (CONV-4), with its first item.
          AND (i.version = entry.version OR 1 = ANY (entry.seqs))
        WHERE i.message_id IS NOT NULL AND i.content ->> 'text' <> ''
        ORDER BY entry.xid, entry.id, i.seq) told
    ), written AS (
      INSERT INTO message_words (conversation_id, seq, id, words)
      SELECT conversation_id, seq, id, stretch_words(message_stretch(id), text_words(text)) FROM numbered
      ON CONFLICT DO NOTHING
    ), erased AS (
      -- CONTACT-6: of what was erased no word stays. Messages that this statement reads for the first time are blank already.
      DELETE FROM message_words USING entry JOIN items i
        ON i.conversation_id = entry.conversation_id AND i.seq = ANY (entry.seqs) AND i.kind = 'Erased'
      WHERE message_words.conversation_id = i.conversation_id AND message_words.seq < i.seq
    ), replaced AS (
      -- HOOK-7: what a customer took back is found no more, and what they changed by what it became.
      DELETE FROM message_words USING entry
        JOIN items i ON i.conversation_id = entry.conversation_id AND i.seq = ANY (entry.seqs)
          AND i.content ->> 'kind' IN ('deleted', 'edited')
        JOIN items before ON before.conversation_id = i.conversation_id AND before.seq < i.seq
          AND i.content #>> '{quote,providerId}' IN (before.provider_id,
            CASE WHEN before.content ->> 'kind' = 'edited' THEN before.content #>> '{quote,providerId}' END)
      WHERE message_words.conversation_id = before.conversation_id AND message_words.seq = before.seq
    ), moved AS (
      UPDATE message_words_position SET xid = last.xid, id = last.id
      FROM (SELECT xid, id FROM entry ORDER BY xid DESC, id DESC LIMIT 1) last
    )
    SELECT count(*)::int AS entries FROM entry`

  const catchUp = readOn.pipe(
    Effect.repeat({ until: ([read]) => (read?.entries ?? 0) < entriesMax }),
    Effect.catchCause((cause) => Effect.logWarning("new messages were not added to the search", cause)),
  )

  yield* Effect.forkScoped(Effect.repeat(catchUp, Schedule.spaced(lookEvery)))
})).pipe(Layer.provide(SearchClient.layer))
