import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/**
 * LIFE-3: which labels a conversation has; and for each of them a row for each list that it stands in, with what the list is
 * ordered and filtered by. So a list under a label is one short scan for each Sender ID, whatever else is in it, and what has
 * no labels is written as before.
 */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE conversations ADD COLUMN labels uuid[] NOT NULL DEFAULT '{}'`
  yield* sql`
    CREATE TABLE label_places (
      conversation_id uuid NOT NULL REFERENCES conversations,
      label_id uuid NOT NULL,
      user_id uuid NOT NULL,
      list text NOT NULL CHECK (list IN ('inbox', 'done', 'snoozed', 'sent')),
      sender_id text NOT NULL,
      last_activity_at timestamptz NOT NULL,
      unread integer NOT NULL,
      PRIMARY KEY (conversation_id, label_id, user_id, list)
    )`
  yield* sql`
    CREATE INDEX label_places_list ON label_places (label_id, user_id, list, sender_id, last_activity_at DESC, conversation_id DESC)`
  yield* sql`
    CREATE INDEX label_places_unread ON label_places (label_id, user_id, list, sender_id, last_activity_at DESC, conversation_id DESC)
    WHERE unread > 0`
})
