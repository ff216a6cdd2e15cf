import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** LIFE-1: conversations that their owners keep at the top: few of all, and found by an index of their own. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE members ADD COLUMN pinned boolean NOT NULL DEFAULT false`
  yield* sql`CREATE INDEX members_pinned ON members (user_id, conversation_id) WHERE pinned`
})
