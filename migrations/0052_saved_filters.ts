import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** LIFE-3: lists with their filters under a name, of a user or shared by a workspace. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE saved_filters (
      id uuid PRIMARY KEY,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      user_id uuid NOT NULL REFERENCES users,
      shared boolean NOT NULL,
      name text NOT NULL,
      filter jsonb NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    )`
  yield* sql`CREATE INDEX saved_filters_workspace ON saved_filters (workspace_id)`
})
