import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** Consent and opt-out belong to a number on a channel, whatever Sender ID it was said to. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  // What counts now: one row, one look. Each change of it also adds a record, in the same statement.
  yield* sql`
    CREATE TABLE permissions (
      workspace_id uuid NOT NULL,
      channel text NOT NULL CHECK (channel IN ('sms', 'whatsapp')),
      address text NOT NULL,
      version integer NOT NULL,
      opted_out_at timestamptz,
      opt_changed_at timestamptz,
      opt_source text CHECK (opt_source IN ('keyword', 'provider', 'agent')),
      opt_by uuid,
      provider_holds boolean NOT NULL DEFAULT false,
      consent_at timestamptz,
      consent_changed_at timestamptz,
      PRIMARY KEY (workspace_id, channel, address)
    ) WITH (fillfactor = 80)`

  yield* sql`
    CREATE TABLE permission_records (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      workspace_id uuid NOT NULL,
      channel text NOT NULL CHECK (channel IN ('sms', 'whatsapp')),
      address text NOT NULL,
      what text NOT NULL CHECK (what IN ('given', 'withdrawn', 'opted_out', 'opted_in')),
      origin text NOT NULL CHECK (origin IN ('keyword', 'provider', 'agent', 'upload', 'seed')),
      at timestamptz NOT NULL,
      recorded_at timestamptz NOT NULL DEFAULT now(),
      source text,
      proof text,
      recorded_by uuid,
      conversation_id uuid
    )`
  yield* sql`CREATE INDEX permission_records_number ON permission_records (workspace_id, channel, address, id)`
  yield* sql`CREATE INDEX permission_records_newest ON permission_records (workspace_id, id)`

  // A history is never overwritten (CONSENT-2): not by a mistake in a statement either.
  yield* sql`
    CREATE FUNCTION keep_permission_record() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'permission_records is a history: add a record instead'; END $$`
  yield* sql`
    CREATE TRIGGER permission_records_kept BEFORE UPDATE OR DELETE ON permission_records
    FOR EACH STATEMENT EXECUTE FUNCTION keep_permission_record()`

  // Opt-outs were kept by conversation. From now on that column only says what the timeline last said.
  yield* sql`
    INSERT INTO permission_records (workspace_id, channel, address, what, origin, at, conversation_id)
    SELECT DISTINCT ON (workspace_id, channel, address) workspace_id, channel, address, 'opted_out', 'keyword',
      opted_out_at, id
    FROM conversations WHERE opted_out_at IS NOT NULL ORDER BY workspace_id, channel, address, opted_out_at`
  yield* sql`
    INSERT INTO permissions (workspace_id, channel, address, version, opted_out_at, opt_changed_at, opt_source)
    SELECT workspace_id, channel, address, 1, at, at, 'keyword' FROM permission_records`
})
