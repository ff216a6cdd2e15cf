import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** HOOK-5: up to when each account was compared with its provider's list of messages, and what nobody confirmed. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE reconciliations (
      account_id text PRIMARY KEY REFERENCES provider_accounts ON DELETE CASCADE,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      due_at timestamptz NOT NULL DEFAULT now(),
      running boolean NOT NULL DEFAULT false,
      started_at timestamptz,
      reconciled_to timestamptz NOT NULL
    )`
  yield* sql`CREATE INDEX deliveries_unconfirmed ON deliveries (account_id) WHERE unconfirmed`
})
