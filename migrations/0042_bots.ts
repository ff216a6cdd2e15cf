import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** BOT-1: which bot answers in a conversation, since when, and which did last. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE conversations ADD COLUMN bot jsonb, ADD COLUMN last_bot uuid`
})
