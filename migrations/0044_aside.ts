import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/**
 * LIFE-1: conversations that were put aside. Inboxes are without them, so the lists' indexes have them apart: each list stays
 * one short scan for each channel or Sender ID, however many are done.
 */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    ALTER TABLE conversations
      ADD COLUMN aside text NOT NULL DEFAULT 'no' CHECK (aside IN ('no', 'done', 'snoozed')),
      ADD COLUMN snoozed_until timestamptz`
  yield* sql`DROP INDEX conversations_owner`
  yield* sql`
    CREATE INDEX conversations_owner ON conversations (owner_id, aside, channel, last_activity_at DESC, id DESC)
    WHERE inbound_count > 0`
  yield* sql`DROP INDEX conversations_owner_sender`
  yield* sql`
    CREATE INDEX conversations_owner_sender ON conversations (owner_id, aside, sender_id, last_activity_at DESC, id DESC)
    WHERE inbound_count > 0`
  yield* sql`CREATE INDEX conversations_snoozed ON conversations (snoozed_until) WHERE snoozed_until IS NOT NULL`
})
