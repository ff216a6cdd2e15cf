import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** EXPORT: finished transcripts, kept until they are fetched or a quarter of an hour is over. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  // `started_at`: should the person be erased after it, the transcript is not handed over any more (CONTACT-6).
  yield* sql`
    CREATE TABLE transcripts (
      id uuid PRIMARY KEY,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      user_id uuid NOT NULL REFERENCES users,
      conversation_id uuid NOT NULL REFERENCES conversations,
      name text NOT NULL,
      type text NOT NULL,
      bytes bytea NOT NULL,
      started_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL
    )`
  yield* sql`CREATE INDEX transcripts_expired ON transcripts (expires_at)`
})
