import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** Files of messages: those that agents put in, and those of customers that are fetched from the provider. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  // Put in by a user before the message is written; until then only they see it.
  yield* sql`
    CREATE TABLE uploads (
      id uuid PRIMARY KEY,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      user_id uuid NOT NULL REFERENCES users,
      name text NOT NULL,
      type text NOT NULL,
      size bigint NOT NULL,
      key text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      sent boolean NOT NULL DEFAULT false
    )`
  yield* sql`CREATE INDEX uploads_unsent ON uploads (created_at) WHERE NOT sent`
  // A file of a message by its place in it. Wanted: still to be fetched; gone: the provider no longer has it.
  yield* sql`
    CREATE TABLE media_files (
      conversation_id uuid NOT NULL,
      message_id uuid NOT NULL,
      position integer NOT NULL,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      account_id text,
      provider_ref text,
      name text,
      type text NOT NULL,
      size bigint,
      key text,
      state text NOT NULL CHECK (state IN ('wanted', 'stored', 'gone', 'refused')),
      attempts integer NOT NULL DEFAULT 0,
      due_at timestamptz NOT NULL DEFAULT now(),
      problem text,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (conversation_id, message_id, position)
    )`
  yield* sql`CREATE INDEX media_files_wanted ON media_files (due_at) WHERE state = 'wanted'`
})
