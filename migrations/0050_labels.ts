import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/**
 * LIFE-3: the labels of workspaces. One that is retired stays as a row, so that nothing which still names it has to be
 * changed at that moment.
 */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE labels (
      id uuid PRIMARY KEY,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      name text NOT NULL,
      colour text NOT NULL,
      retired_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now()
    )`
  yield* sql`CREATE INDEX labels_workspace ON labels (workspace_id) WHERE retired_at IS NULL`
})
