import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** The desk's first tables. Times are timestamptz; what the hot path writes has no foreign keys, since only the journal writes it. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  yield* sql`
    CREATE TABLE workspaces (
      id uuid PRIMARY KEY,
      name text NOT NULL,
      time_zone text NOT NULL,
      plan text NOT NULL CHECK (plan IN ('trial', 'paid')),
      demo boolean NOT NULL DEFAULT false,
      default_admin uuid,
      hours jsonb,
      holidays jsonb NOT NULL DEFAULT '[]',
      created_at timestamptz NOT NULL DEFAULT now()
    )`

  // The sign-in library owns the rows of these four: column names are mapped in server/session/SignIn.ts.
  yield* sql`
    CREATE TABLE users (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      workspace_id uuid NOT NULL REFERENCES workspaces,
      email text NOT NULL UNIQUE,
      email_verified boolean NOT NULL DEFAULT false,
      name text NOT NULL,
      image text,
      role text NOT NULL CHECK (role IN ('admin', 'standard')),
      licensed boolean NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now()
    )`
  yield* sql`ALTER TABLE workspaces ADD FOREIGN KEY (default_admin) REFERENCES users`
  yield* sql`
    CREATE TABLE sessions (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      token text NOT NULL UNIQUE,
      expires_at timestamptz NOT NULL,
      ip_address text,
      user_agent text,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now()
    )`
  yield* sql`CREATE INDEX sessions_user ON sessions (user_id)`
  yield* sql`
    CREATE TABLE credentials (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      account_id text NOT NULL,
      provider_id text NOT NULL,
      access_token text,
      refresh_token text,
      id_token text,
      access_token_expires_at timestamptz,
      refresh_token_expires_at timestamptz,
      scope text,
      password text,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now()
    )`
  yield* sql`CREATE INDEX credentials_user ON credentials (user_id)`
  yield* sql`
    CREATE TABLE verifications (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      identifier text NOT NULL,
      value text NOT NULL,
      expires_at timestamptz NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now()
    )`
  yield* sql`CREATE INDEX verifications_identifier ON verifications (identifier)`
  yield* sql`
    CREATE TABLE sign_in_guesses (
      key text PRIMARY KEY,
      count integer NOT NULL,
      window_started_at timestamptz NOT NULL
    )`
  yield* sql`
    CREATE TABLE api_keys (
      hash bytea PRIMARY KEY,
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      created_at timestamptz NOT NULL DEFAULT now()
    )`

  yield* sql`
    CREATE TABLE provider_accounts (
      id text PRIMARY KEY,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      kind text NOT NULL,
      base_url text,
      sealed_credentials text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    )`
  yield* sql`
    CREATE TABLE senders (
      id text PRIMARY KEY,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      account_id text NOT NULL REFERENCES provider_accounts,
      label text NOT NULL,
      channel text NOT NULL CHECK (channel IN ('sms', 'whatsapp')),
      address text NOT NULL,
      phone_number_id text,
      created_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (account_id, channel, address)
    )`
  yield* sql`
    CREATE TABLE sender_users (
      sender_id text NOT NULL REFERENCES senders,
      user_id uuid NOT NULL REFERENCES users,
      PRIMARY KEY (sender_id, user_id)
    )`

  yield* sql`
    CREATE TABLE contacts (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      workspace_id uuid NOT NULL REFERENCES workspaces,
      name text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    )`
  yield* sql`
    CREATE TABLE contact_phones (
      workspace_id uuid NOT NULL REFERENCES workspaces,
      canonical text NOT NULL,
      phone text NOT NULL,
      contact_id uuid NOT NULL REFERENCES contacts,
      PRIMARY KEY (workspace_id, canonical)
    )`
  yield* sql`CREATE INDEX contact_phones_contact ON contact_phones (contact_id)`

  yield* sql`
    CREATE TABLE conversations (
      id uuid PRIMARY KEY,
      workspace_id uuid NOT NULL,
      sender_id text NOT NULL,
      channel text NOT NULL,
      address text NOT NULL,
      reply_to text NOT NULL,
      profile_name text,
      version integer NOT NULL,
      last_seq integer NOT NULL,
      inbound_count integer NOT NULL,
      last_inbound_seq integer NOT NULL,
      last_inbound_at timestamptz,
      last_activity_at timestamptz NOT NULL,
      preview jsonb,
      owner_id uuid,
      assigned_to uuid,
      assigned_seq integer,
      last_sender_id uuid,
      last_sender_seq integer,
      opted_out_at timestamptz
    ) WITH (fillfactor = 80)`
  yield* sql`
    CREATE INDEX conversations_owner ON conversations (owner_id, last_activity_at DESC, id DESC) WHERE inbound_count > 0`
  yield* sql`
    CREATE INDEX conversations_owner_sender ON conversations (owner_id, sender_id, last_activity_at DESC, id DESC)
    WHERE inbound_count > 0`

  yield* sql`
    CREATE TABLE members (
      conversation_id uuid NOT NULL,
      user_id uuid NOT NULL,
      read_inbound integer NOT NULL,
      marked_unread boolean NOT NULL,
      took_part boolean NOT NULL,
      PRIMARY KEY (conversation_id, user_id)
    )`
  yield* sql`CREATE INDEX members_took_part ON members (user_id, conversation_id) WHERE took_part`

  yield* sql`
    CREATE TABLE items (
      conversation_id uuid NOT NULL,
      seq integer NOT NULL,
      kind text NOT NULL,
      at timestamptz NOT NULL,
      version integer NOT NULL,
      inbound_number integer NOT NULL,
      message_id uuid,
      direction text,
      author uuid,
      content jsonb,
      provider_id text,
      provider_at timestamptz,
      detail jsonb,
      PRIMARY KEY (conversation_id, seq)
    )`
  yield* sql`CREATE UNIQUE INDEX items_message ON items (conversation_id, message_id) WHERE message_id IS NOT NULL`

  yield* sql`
    CREATE TABLE deliveries (
      conversation_id uuid NOT NULL,
      message_id uuid NOT NULL,
      seq integer NOT NULL,
      version integer NOT NULL,
      account_id text NOT NULL,
      status text NOT NULL,
      attempt integer NOT NULL,
      node text,
      retry_at timestamptz,
      unconfirmed boolean NOT NULL,
      provider_id text,
      sent_at timestamptz,
      error jsonb,
      PRIMARY KEY (conversation_id, message_id)
    ) WITH (fillfactor = 70)`
  yield* sql`
    CREATE INDEX deliveries_open ON deliveries (conversation_id) WHERE status IN ('queued', 'dispatching') AND NOT unconfirmed`
  yield* sql`CREATE INDEX deliveries_recent ON deliveries (conversation_id, seq)`
  yield* sql`CREATE INDEX deliveries_provider ON deliveries (account_id, provider_id) WHERE provider_id IS NOT NULL`

  yield* sql`
    CREATE TABLE inbox_counts (
      user_id uuid NOT NULL,
      sender_id text NOT NULL,
      unread integer NOT NULL,
      PRIMARY KEY (user_id, sender_id)
    ) WITH (fillfactor = 50)`

  // Positions are ordered by transaction, not by id alone: see server/feed/FeedReader.ts.
  yield* sql`
    CREATE TABLE feed (
      xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
      id bigint GENERATED ALWAYS AS IDENTITY,
      workspace_id uuid NOT NULL,
      conversation_id uuid NOT NULL,
      version integer NOT NULL,
      seqs integer[] NOT NULL,
      gone_for uuid[] NOT NULL,
      counted_for uuid[] NOT NULL,
      at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (xid, id)
    )`
  yield* sql`CREATE TABLE feed_floor (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), xid xid8 NOT NULL, id bigint NOT NULL)`
  yield* sql`INSERT INTO feed_floor (xid, id) VALUES ('0', 0)`

  yield* sql`
    CREATE TABLE webhook_inbox (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      conversation_id uuid NOT NULL,
      workspace_id uuid NOT NULL,
      command jsonb NOT NULL,
      received_at timestamptz NOT NULL DEFAULT now()
    )`
  yield* sql`CREATE INDEX webhook_inbox_conversation ON webhook_inbox (conversation_id, id)`
})
