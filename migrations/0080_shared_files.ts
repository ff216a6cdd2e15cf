import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** CONTACT-6: which messages have a file that was put in once. Files that were fetched are of one message each. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE INDEX media_files_key ON media_files (key) WHERE account_id IS NULL AND key IS NOT NULL`
})
