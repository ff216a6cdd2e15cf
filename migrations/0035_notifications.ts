import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** NOTIFY: what users want to be told of, and mails that point to the message that they tell of. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  // `email` null: as the plan of the workspace says (NOTIFY-2); `email_senders` null: of all Sender IDs.
  yield* sql`
    CREATE TABLE notification_settings (
      user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      email boolean,
      email_senders text[],
      tab_alerts boolean NOT NULL DEFAULT true,
      sound boolean NOT NULL DEFAULT false
    )`
  // What such a mail says is read when it is sent or looked at: so it is not stored twice, and gone when it is erased.
  yield* sql`
    ALTER TABLE mails ADD COLUMN user_id uuid, ADD COLUMN conversation_id uuid, ADD COLUMN message_seq integer`
  // Of many mails those that somebody waits for, with a way in, go first.
  yield* sql`DROP INDEX mails_due`
  yield* sql`
    CREATE INDEX mails_due ON mails ((conversation_id IS NOT NULL), due_at) WHERE status = 'waiting'`
  yield* sql`
    CREATE TABLE notification_position (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), xid xid8 NOT NULL, id bigint NOT NULL)`
  yield* sql`
    INSERT INTO notification_position (xid, id)
    (SELECT xid, id FROM (SELECT xid, id FROM feed UNION ALL SELECT xid, id FROM feed_floor) known
      ORDER BY xid DESC, id DESC LIMIT 1)`
})
