import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** BOT-1: a bot puts files in, too. Each is of a user or of a bot. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE uploads ADD COLUMN bot_id uuid, ALTER COLUMN user_id DROP NOT NULL`
  // What is there has a user, and need not be looked through while everybody waits.
  yield* sql`
    ALTER TABLE uploads ADD CONSTRAINT uploads_owner CHECK (num_nonnulls(user_id, bot_id) = 1) NOT VALID`
})
