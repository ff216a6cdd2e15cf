import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** HOOK-6: what providers brought and what became of it, and what they tell about their accounts. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  // A request whose parts could not all be taken keeps its body, so that it can be replayed; of others the fate is enough.
  yield* sql`
    CREATE TABLE webhook_log (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      account_id text NOT NULL REFERENCES provider_accounts,
      received_at timestamptz NOT NULL,
      endpoint text NOT NULL,
      outcome text NOT NULL CHECK (outcome IN ('accepted', 'partly', 'malformed', 'unknown_sender', 'bad_signature', 'not_stored')),
      updates integer NOT NULL,
      detail text NOT NULL,
      request jsonb,
      body bytea,
      replayed_at timestamptz
    )`
  yield* sql`CREATE INDEX webhook_log_newest ON webhook_log (workspace_id, id DESC)`
  yield* sql`CREATE INDEX webhook_log_account ON webhook_log (account_id, id DESC)`
  yield* sql`CREATE INDEX webhook_log_age ON webhook_log (received_at)`
  yield* sql`
    CREATE TABLE account_notices (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      account_id text NOT NULL REFERENCES provider_accounts,
      at timestamptz NOT NULL DEFAULT now(),
      topic text NOT NULL,
      severity text NOT NULL CHECK (severity IN ('info', 'warning')),
      text text NOT NULL
    )`
  yield* sql`CREATE INDEX account_notices_newest ON account_notices (workspace_id, id DESC)`
})
