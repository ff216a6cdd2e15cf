import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/**
 * NOTIFY-6: what users are told of in the desk. A notice points to what it is about and holds no words of it: so nothing of
 * what is erased, or out of somebody's sight, stays here.
 */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE notices (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      kind text NOT NULL CHECK (kind IN ('assigned', 'mentioned', 'not_sent', 'account', 'campaign')),
      conversation_ids uuid[] NOT NULL DEFAULT '{}',
      count integer NOT NULL DEFAULT 1,
      seq integer,
      by_user uuid,
      subject text NOT NULL DEFAULT '',
      detail jsonb NOT NULL DEFAULT '{}',
      at timestamptz NOT NULL DEFAULT now(),
      read_at timestamptz
    )`
  yield* sql`CREATE INDEX notices_user ON notices (user_id, id)`
  // A failure is told once, however often the feed speaks of its message.
  yield* sql`
    CREATE UNIQUE INDEX notices_item ON notices (user_id, (conversation_ids[1]), seq, kind) WHERE seq IS NOT NULL`
})
