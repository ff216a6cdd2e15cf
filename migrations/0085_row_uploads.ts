import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/**
 * Files of contacts and files of consents are one kind of thing: `row_uploads`, with their `uploaded_rows`. What is under way
 * goes on where it was; a file that was still being sent when this came has to be chosen again, and its user is told.
 */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    LOCK TABLE contact_imports, contact_import_rows, consent_uploads, consent_upload_rows IN ACCESS EXCLUSIVE MODE`
  yield* sql`
    CREATE TABLE row_uploads (
      id uuid PRIMARY KEY,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      kind text NOT NULL CHECK (kind IN ('contacts', 'consents')),
      name text NOT NULL,
      bytes integer NOT NULL,
      state text NOT NULL DEFAULT 'receiving'
        CHECK (state IN ('receiving', 'checking', 'checked', 'importing', 'done', 'stopped', 'failed')),
      heads jsonb NOT NULL,
      columns jsonb NOT NULL,
      total integer NOT NULL,
      received integer NOT NULL DEFAULT 0,
      characters integer NOT NULL DEFAULT 0,
      received_at timestamptz NOT NULL DEFAULT now(),
      at_line integer NOT NULL DEFAULT 0,
      ready integer NOT NULL DEFAULT 0,
      imported integer NOT NULL DEFAULT 0,
      changed integer NOT NULL DEFAULT 0,
      known integer NOT NULL DEFAULT 0,
      refused integer NOT NULL DEFAULT 0,
      faults jsonb NOT NULL DEFAULT '[]',
      address text,
      tries integer NOT NULL DEFAULT 0,
      turn_at timestamptz NOT NULL DEFAULT now(),
      started_at timestamptz NOT NULL DEFAULT now(),
      ended_at timestamptz
    )`
  yield* sql`
    CREATE TABLE uploaded_rows (
      upload_id uuid NOT NULL REFERENCES row_uploads ON DELETE CASCADE,
      line integer NOT NULL,
      fields jsonb NOT NULL,
      numbers text[] NOT NULL,
      key text,
      outcome text NOT NULL DEFAULT 'waiting'
        CHECK (outcome IN ('waiting', 'ready', 'known', 'refused', 'imported')),
      fault text,
      reason text,
      PRIMARY KEY (upload_id, line)
    ) WITH (fillfactor = 60)`

  yield* sql`
    INSERT INTO row_uploads (id, workspace_id, user_id, kind, name, bytes, state, heads, columns, total, received, characters,
      received_at, at_line, imported, changed, known, refused, faults, address, tries, turn_at, started_at, ended_at)
    SELECT id, workspace_id, user_id, 'contacts', name, characters, state, heads, columns, total, received, characters,
      received_at, at_line, imported, changed, known, refused, faults, address, tries, turn_at, started_at, ended_at
    FROM contact_imports`
  // Those that never arrived whole were not told of so far, and are not now.
  yield* sql`
    INSERT INTO row_uploads (id, workspace_id, user_id, kind, name, bytes, state, heads, columns, total, received, at_line,
      ready, imported, known, refused, started_at, ended_at)
    SELECT id, workspace_id, created_by, 'consents', name, bytes,
      CASE WHEN state = 'cancelled' OR state = 'receiving' AND created_at < now() - interval '1 hour' THEN 'stopped'
        ELSE state END,
      '["mobile", "channel", "source", "date", "note"]',
      '{"mobile": 0, "channel": 1, "source": 2, "date": 3, "note": 4}',
      total, received, at_line, ready, imported, known, refused, created_at,
      CASE WHEN state IN ('done', 'cancelled') OR state = 'receiving' AND created_at < now() - interval '1 hour'
        THEN created_at END
    FROM consent_uploads WHERE created_by IN (SELECT id FROM users)`
  yield* sql`
    INSERT INTO uploaded_rows (upload_id, line, fields, numbers, outcome, fault, reason)
    SELECT r.import_id, r.line, r.fields, r.numbers,
      CASE WHEN r.fault IS NOT NULL AND (r.line <= i.at_line OR i.state NOT IN ('receiving', 'importing'))
        THEN 'refused' ELSE 'waiting' END, r.fault, r.reason
    FROM contact_import_rows r JOIN contact_imports i ON i.id = r.import_id`
  // What cannot be read is said by the check from now on, as all else that is wrong with a row.
  yield* sql`
    INSERT INTO uploaded_rows (upload_id, line, fields, numbers, key, outcome, reason)
    SELECT r.upload_id, r.line, jsonb_build_array(r.mobile, r.channel, r.source, r.date, r.note), '{}',
      r.address || ' ' || r.read_channel,
      CASE WHEN u.state IN ('receiving', 'checking') AND r.line > u.at_line THEN 'waiting' ELSE r.outcome END,
      CASE WHEN u.state IN ('receiving', 'checking') AND r.line > u.at_line THEN NULL ELSE r.reason END
    FROM consent_upload_rows r JOIN consent_uploads u ON u.id = r.upload_id
    WHERE u.created_by IN (SELECT id FROM users)`
  yield* sql`DROP TABLE contact_import_rows, consent_upload_rows, contact_imports, consent_uploads`

  yield* sql`CREATE INDEX row_uploads_newest ON row_uploads (workspace_id, kind, started_at DESC)`
  yield* sql`CREATE INDEX row_uploads_user ON row_uploads (user_id, kind, started_at DESC)`
  // Of contacts a user has one under way at a time.
  yield* sql`
    CREATE UNIQUE INDEX row_uploads_under_way ON row_uploads (user_id)
    WHERE kind = 'contacts' AND state IN ('receiving', 'importing')`
  yield* sql`CREATE INDEX row_uploads_turn ON row_uploads (turn_at) WHERE state IN ('checking', 'importing')`
  yield* sql`CREATE INDEX row_uploads_receiving ON row_uploads (received_at) WHERE state = 'receiving'`
  yield* sql`CREATE INDEX uploaded_rows_key ON uploaded_rows (upload_id, key, line) WHERE key IS NOT NULL`
  yield* sql`CREATE INDEX uploaded_rows_refused ON uploaded_rows (upload_id, line) WHERE outcome = 'refused'`
})
