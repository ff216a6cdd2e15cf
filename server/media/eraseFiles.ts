import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { MediaStore } from "./MediaStore.ts"

/** Files whose bytes are removed at once. */
const removedAtOnce = 4

/**
 * CONTACT-6: takes away the files of a conversation's erased messages; what was written since keeps its own. The bytes of a file
 * that was sent elsewhere too stay for whoever has it there. They go before the rows that know of them, so that what broke off
 * is simply asked for again.
 */
export const eraseFiles = (
  sql: PgClient.PgClient,
  store: MediaStore["Service"],
  conversationId: ConversationId,
) => {
  const isErased = sql`f.conversation_id = ${conversationId} AND NOT EXISTS (
    SELECT FROM items i WHERE i.conversation_id = f.conversation_id AND i.message_id = f.message_id
      AND i.content ->> 'kind' <> 'erased')`
  return Effect.gen(function* () {
    const known = yield* sql<{ readonly key: string }>`
      SELECT DISTINCT key FROM media_files f WHERE ${isErased} AND key IS NOT NULL`
    const keys = known.map(({ key }) => key)
    // From here on nobody sends them or erases them elsewhere: whoever is about to is waited for, or waits.
    yield* sql`SELECT FROM uploads WHERE key = ANY(${keys}::text[]) ORDER BY id FOR UPDATE`
    yield* sql`SELECT FROM media_files WHERE key = ANY(${keys}::text[]) AND account_id IS NULL
      ORDER BY conversation_id, message_id, position FOR UPDATE`
    const erased = yield* sql<{ readonly key: string | null; readonly thumbnailKey: string | null }>`
      DELETE FROM media_files f WHERE ${isErased} AND (key IS NULL OR key = ANY(${keys}::text[]))
      RETURNING key, thumbnail_key`
    const kept = yield* sql<{ readonly key: string }>`
      SELECT DISTINCT key FROM media_files WHERE key = ANY(${keys}::text[]) AND account_id IS NULL`
    const stays = new Set(kept.map(({ key }) => key))
    const gone = keys.filter((key) => !stays.has(key))
    yield* sql`DELETE FROM uploads WHERE key = ANY(${gone}::text[])`
    const thumbnails = erased.flatMap(({ thumbnailKey }) => thumbnailKey ?? [])
    yield* Effect.forEach([...gone, ...thumbnails], store.remove, {
      concurrency: removedAtOnce,
      discard: true,
    })
  }).pipe(sql.withTransaction)
}
