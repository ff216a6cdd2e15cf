import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** BOT-1: the workspace's bots, which of them answers first on a Sender ID, and what they are still to be told of. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE bots (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      workspace_id uuid NOT NULL REFERENCES workspaces,
      name text NOT NULL,
      url text NOT NULL,
      sealed_secret text NOT NULL,
      key_hash bytea NOT NULL UNIQUE,
      time_limit_seconds integer NOT NULL,
      quiet_hours integer NOT NULL,
      failures integer NOT NULL DEFAULT 0,
      problem text,
      skipped_until timestamptz,
      created_at timestamptz NOT NULL DEFAULT now()
    )`
  yield* sql`ALTER TABLE senders ADD COLUMN bot_id uuid REFERENCES bots ON DELETE SET NULL`
  yield* sql`
    CREATE TABLE bot_deliveries (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      webhook_id uuid NOT NULL DEFAULT gen_random_uuid(),
      workspace_id uuid NOT NULL,
      conversation_id uuid NOT NULL,
      bot_id uuid NOT NULL,
      turn integer NOT NULL,
      seq integer NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      due_at timestamptz NOT NULL DEFAULT now(),
      created_at timestamptz NOT NULL DEFAULT now()
    )`
  yield* sql`CREATE INDEX bot_deliveries_order ON bot_deliveries (conversation_id, id)`
  yield* sql`CREATE INDEX bot_deliveries_due ON bot_deliveries (due_at)`
  yield* sql`CREATE INDEX conversations_bot ON conversations (last_bot) WHERE bot IS NOT NULL`
})
