import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** OPT-2: a workspace's own words and answers, and when a conversation was last answered HELP. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    ALTER TABLE workspaces ADD COLUMN keywords jsonb NOT NULL
      DEFAULT '{"answers": {"stop": null, "start": null, "help": null}, "sets": []}'`
  yield* sql`ALTER TABLE conversations ADD COLUMN helped_at timestamptz`
})
