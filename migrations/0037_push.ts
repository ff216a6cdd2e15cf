import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** NOTIFY-6: browsers that are told of messages while the desk is closed, and what they are still to be told. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  // The key pair by which push services know this installation.
  yield* sql`
    CREATE TABLE push_keys (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), public_key text NOT NULL, sealed_private_key text NOT NULL)`
  // One ends with the session in which it was made: whoever signs out is told nothing more.
  yield* sql`
    CREATE TABLE push_subscriptions (
      endpoint text PRIMARY KEY,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
      p256dh text NOT NULL,
      auth text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    )`
  yield* sql`CREATE INDEX push_subscriptions_user ON push_subscriptions (user_id)`
  yield* sql`CREATE INDEX push_subscriptions_session ON push_subscriptions (session_id)`
  yield* sql`
    CREATE TABLE pushes (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      workspace_id uuid NOT NULL,
      user_id uuid NOT NULL,
      conversation_id uuid NOT NULL,
      by_user uuid,
      kind text NOT NULL CHECK (kind IN ('message', 'assigned')),
      created_at timestamptz NOT NULL DEFAULT now()
    )`
})
