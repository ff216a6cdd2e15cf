import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/**
 * FIT-3: users are told in the desk what became of their long work; how far their imports of contacts are. HOOK-6: since when
 * a bot does not answer.
 */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE notices DROP CONSTRAINT notices_kind_check`
  yield* sql`
    ALTER TABLE notices ADD CONSTRAINT notices_kind_check CHECK (kind IN
      ('assigned', 'mentioned', 'not_sent', 'account', 'campaign', 'transcript', 'upload', 'import')) NOT VALID`
  yield* sql`
    CREATE TABLE contact_imports (
      id uuid PRIMARY KEY,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      name text NOT NULL,
      total integer NOT NULL,
      done integer NOT NULL,
      imported integer NOT NULL,
      known integer NOT NULL,
      refused integer NOT NULL,
      started_at timestamptz NOT NULL DEFAULT now()
    )`
  yield* sql`CREATE INDEX contact_imports_user ON contact_imports (user_id, started_at)`
  yield* sql`ALTER TABLE bots ADD COLUMN failing_since timestamptz`
})
