import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** CONV-4: a campaign alone begins no conversation. All that there were until now had begun. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE conversations ADD COLUMN begun boolean NOT NULL DEFAULT true`
})
