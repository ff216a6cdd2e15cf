import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** CONSENT-2: uploads that go on by themselves, and how the register is listed. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE consent_uploads (
      id uuid PRIMARY KEY,
      workspace_id uuid NOT NULL,
      name text NOT NULL,
      bytes integer NOT NULL,
      created_by uuid NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      state text NOT NULL DEFAULT 'receiving'
        CHECK (state IN ('receiving', 'checking', 'checked', 'importing', 'done', 'cancelled')),
      total integer NOT NULL,
      received integer NOT NULL DEFAULT 0,
      checked integer NOT NULL DEFAULT 0,
      ready integer NOT NULL DEFAULT 0,
      known integer NOT NULL DEFAULT 0,
      refused integer NOT NULL DEFAULT 0,
      imported integer NOT NULL DEFAULT 0,
      at_line integer NOT NULL DEFAULT 0
    )`
  yield* sql`CREATE INDEX consent_uploads_newest ON consent_uploads (workspace_id, created_at DESC)`
  yield* sql`
    CREATE INDEX consent_uploads_under_way ON consent_uploads (created_at) WHERE state IN ('checking', 'importing')`
  yield* sql`
    CREATE TABLE consent_upload_rows (
      upload_id uuid NOT NULL REFERENCES consent_uploads ON DELETE CASCADE,
      line integer NOT NULL,
      mobile text NOT NULL,
      channel text NOT NULL,
      source text NOT NULL,
      date text NOT NULL,
      note text NOT NULL,
      outcome text NOT NULL CHECK (outcome IN ('waiting', 'ready', 'known', 'refused', 'imported')),
      reason text,
      read_channel text,
      address text,
      given_at timestamptz,
      PRIMARY KEY (upload_id, line)
    ) WITH (fillfactor = 60)`
  yield* sql`
    CREATE INDEX consent_upload_rows_number ON consent_upload_rows (upload_id, read_channel, address, line)
    WHERE address IS NOT NULL`
  yield* sql`CREATE INDEX consent_upload_rows_refused ON consent_upload_rows (upload_id, line) WHERE outcome = 'refused'`

  yield* sql`
    CREATE INDEX permissions_consented ON permissions (workspace_id, consent_at DESC, channel, address)
    WHERE consent_at IS NOT NULL`
  yield* sql`
    CREATE INDEX permissions_opted_out ON permissions (workspace_id, opted_out_at DESC, channel, address)
    WHERE opted_out_at IS NOT NULL`
})
