import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** Campaigns' audiences are looked at in turns; when each has its next one. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE campaigns ADD COLUMN audience_due_at timestamptz NOT NULL DEFAULT '-infinity'`
})
