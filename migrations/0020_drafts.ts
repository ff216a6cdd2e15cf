import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** SYNC-2: what users typed and did not send. They go with their user, and with the words of an erased person. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  // Of all drafts: a version that is free again after a draft was cleared would look like the cleared one.
  yield* sql`CREATE SEQUENCE draft_version`
  yield* sql`
    CREATE TABLE drafts (
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      conversation_id uuid NOT NULL,
      kind text NOT NULL,
      text text NOT NULL,
      version bigint NOT NULL DEFAULT nextval('draft_version'),
      PRIMARY KEY (user_id, conversation_id, kind)
    )`
  yield* sql`CREATE INDEX drafts_conversation ON drafts (conversation_id)`
})
