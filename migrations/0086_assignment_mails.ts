import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** ASSIGN-3: mails and pushes that point to the notice of what was assigned, and say it as it is when they are sent. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE mails ADD COLUMN notice_id bigint`
  yield* sql`ALTER TABLE pushes ADD COLUMN notice_id bigint`
  yield* sql`CREATE INDEX mails_notice ON mails (notice_id) WHERE notice_id IS NOT NULL`
})
