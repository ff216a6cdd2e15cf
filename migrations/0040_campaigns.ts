import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** CAMP-1: campaigns, their recipients, and what became of their messages. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  // `draft`: as it is composed. `template`: as it was when the campaign was started. `gather_after`, `check_after`: how far
  // the audience has been taken in and looked at. `handed` and what follows are kept as messages change, never recounted.
  yield* sql`
    CREATE TABLE campaigns (
      id uuid PRIMARY KEY,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      version integer NOT NULL DEFAULT 1,
      state text NOT NULL DEFAULT 'draft'
        CHECK (state IN ('draft', 'scheduled', 'sending', 'paused', 'cancelling', 'cancelled', 'done')),
      draft jsonb NOT NULL,
      template jsonb,
      created_by uuid NOT NULL REFERENCES users,
      started_by uuid REFERENCES users,
      created_at timestamptz NOT NULL DEFAULT now(),
      start_at timestamptz,
      started_at timestamptz,
      ended_at timestamptz,
      problem text,
      audience_state text NOT NULL DEFAULT 'none'
        CHECK (audience_state IN ('none', 'receiving', 'gathering', 'checking', 'checked')),
      gather_after uuid,
      check_after integer NOT NULL DEFAULT 0,
      total integer NOT NULL DEFAULT 0,
      checked integer NOT NULL DEFAULT 0,
      ready integer NOT NULL DEFAULT 0,
      left_out jsonb NOT NULL DEFAULT '{}',
      handed integer NOT NULL DEFAULT 0,
      sent integer NOT NULL DEFAULT 0,
      delivered integer NOT NULL DEFAULT 0,
      read integer NOT NULL DEFAULT 0,
      failed integer NOT NULL DEFAULT 0,
      unconfirmed integer NOT NULL DEFAULT 0,
      cancelled integer NOT NULL DEFAULT 0,
      replied integer NOT NULL DEFAULT 0,
      worker text,
      worker_until timestamptz
    ) WITH (fillfactor = 50)`
  yield* sql`CREATE INDEX campaigns_newest ON campaigns (workspace_id, created_at DESC, id DESC)`
  yield* sql`
    CREATE INDEX campaigns_under_way ON campaigns (state) WHERE state IN ('scheduled', 'sending', 'cancelling')`
  yield* sql`
    CREATE INDEX campaigns_checked ON campaigns (created_at) WHERE audience_state IN ('gathering', 'checking')`

  // `message_id` follows from campaign and number, so that saying it again names the same message (CAMP-3).
  yield* sql`
    CREATE TABLE campaign_recipients (
      campaign_id uuid NOT NULL REFERENCES campaigns ON DELETE CASCADE,
      no integer NOT NULL,
      name text,
      email text,
      phone text NOT NULL,
      cells jsonb,
      address text,
      message_id uuid,
      filled jsonb NOT NULL DEFAULT '{}',
      state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'ready', 'left_out', 'handed')),
      reason text,
      detail text,
      due_at timestamptz NOT NULL DEFAULT '-infinity',
      outcome text,
      replied_at timestamptz,
      PRIMARY KEY (campaign_id, no)
    ) WITH (fillfactor = 60)`
  yield* sql`
    CREATE INDEX campaign_recipients_number ON campaign_recipients (address, campaign_id, no) WHERE address IS NOT NULL`
  yield* sql`
    CREATE UNIQUE INDEX campaign_recipients_message ON campaign_recipients (message_id) WHERE message_id IS NOT NULL`
  yield* sql`
    CREATE INDEX campaign_recipients_due ON campaign_recipients (campaign_id, due_at, no) WHERE state = 'ready'`
  yield* sql`
    CREATE INDEX campaign_recipients_left_out ON campaign_recipients (campaign_id, no) WHERE state = 'left_out'`
  yield* sql`
    CREATE INDEX campaign_recipients_failed ON campaign_recipients (campaign_id, no)
    WHERE outcome IN ('failed', 'unconfirmed', 'cancelled')`
  yield* sql`
    CREATE INDEX campaign_recipients_replied ON campaign_recipients (campaign_id, no) WHERE replied_at IS NOT NULL`

  // What the journal says of campaigns' messages, in the transaction of the commit, until it is counted.
  yield* sql`
    CREATE TABLE campaign_events (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      message_id uuid NOT NULL,
      what text NOT NULL,
      code text,
      label text,
      at timestamptz NOT NULL
    )`
  yield* sql`
    CREATE TABLE campaign_tallies (
      campaign_id uuid NOT NULL REFERENCES campaigns ON DELETE CASCADE,
      kind text NOT NULL CHECK (kind IN ('failed', 'replied', 'minute')),
      key text NOT NULL,
      label text NOT NULL,
      count integer NOT NULL,
      PRIMARY KEY (campaign_id, kind, key)
    ) WITH (fillfactor = 60)`
})
