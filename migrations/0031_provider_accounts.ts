import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** ADMIN-1, HOOK-6: accounts that admins name, change and switch off, and what keeps one from working. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    ALTER TABLE provider_accounts ADD COLUMN label text NOT NULL DEFAULT '',
      ADD COLUMN version integer NOT NULL DEFAULT 1, ADD COLUMN disabled_at timestamptz`
  yield* sql`
    CREATE TABLE account_problems (
      account_id text NOT NULL REFERENCES provider_accounts ON DELETE CASCADE,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      kind text NOT NULL CHECK (kind IN ('refused', 'restricted', 'silent')),
      subject text NOT NULL,
      detail text NOT NULL,
      since timestamptz NOT NULL,
      until timestamptz,
      PRIMARY KEY (account_id, kind, subject)
    )`
  // What last came to an address is looked up every few seconds while an admin looks at it.
  yield* sql`CREATE INDEX webhook_log_address ON webhook_log (account_id, endpoint, id DESC)`
})
