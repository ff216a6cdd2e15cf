import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** Users who are invited, changed and let go, the links that are sent to them, and their second factors (AUTH-1, ADMIN-1). */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  yield* sql`
    ALTER TABLE users ADD COLUMN version integer NOT NULL DEFAULT 1, ADD COLUMN deactivated_at timestamptz`
  // When a session was used last, to the minute. Apart from the sessions, and not worth a log: a crash may forget it.
  yield* sql`
    CREATE UNLOGGED TABLE session_uses (
      session_id uuid PRIMARY KEY,
      used_at timestamptz NOT NULL
    )`

  // Whoever ends a session, and on whichever node: all nodes hear of it once that is committed.
  yield* sql`
    CREATE FUNCTION tell_session_ended() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_notify('sessions_ended', OLD.id::text);
      DELETE FROM session_uses WHERE session_id = OLD.id;
      RETURN NULL;
    END $$`
  yield* sql`
    CREATE TRIGGER session_ended AFTER DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION tell_session_ended()`

  // Of a link only a hash is kept: who reads the database cannot use it.
  yield* sql`
    CREATE TABLE invitations (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      workspace_id uuid NOT NULL REFERENCES workspaces,
      email text NOT NULL,
      name text NOT NULL,
      role text NOT NULL CHECK (role IN ('admin', 'standard')),
      licensed boolean NOT NULL,
      token_hash bytea NOT NULL UNIQUE,
      invited_by uuid REFERENCES users,
      sent_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      accepted_at timestamptz,
      withdrawn_at timestamptz
    )`
  yield* sql`
    CREATE UNIQUE INDEX invitations_open ON invitations (workspace_id, email)
    WHERE accepted_at IS NULL AND withdrawn_at IS NULL`
  yield* sql`
    CREATE TABLE password_resets (
      token_hash bytea PRIMARY KEY,
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL
    )`
  yield* sql`CREATE INDEX password_resets_user ON password_resets (user_id, created_at)`

  yield* sql`
    CREATE TABLE second_factors (
      user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
      sealed_secret text NOT NULL,
      enabled_at timestamptz,
      last_step integer NOT NULL DEFAULT 0,
      wrong integer NOT NULL DEFAULT 0,
      locked_until timestamptz
    )`
  yield* sql`
    CREATE TABLE recovery_codes (
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      hash bytea NOT NULL,
      used_at timestamptz,
      PRIMARY KEY (user_id, hash)
    )`
})
