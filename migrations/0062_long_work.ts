import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/**
 * FIT-3: imports of contacts, transcripts and bulk actions outlive the tab that began them: the rows of an import are kept
 * until they are worked through, what is being exported is known to every node, and how a bulk action ended is told.
 */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    ALTER TABLE contact_imports
      ADD COLUMN state text NOT NULL DEFAULT 'done'
        CHECK (state IN ('receiving', 'importing', 'done', 'stopped', 'failed')),
      ADD COLUMN heads jsonb NOT NULL DEFAULT '[]',
      ADD COLUMN columns jsonb NOT NULL DEFAULT '{}',
      ADD COLUMN received integer NOT NULL DEFAULT 0,
      ADD COLUMN characters integer NOT NULL DEFAULT 0,
      ADD COLUMN received_at timestamptz NOT NULL DEFAULT now(),
      ADD COLUMN at_line integer NOT NULL DEFAULT 0,
      ADD COLUMN changed integer NOT NULL DEFAULT 0,
      ADD COLUMN faults jsonb NOT NULL DEFAULT '[]',
      ADD COLUMN address text,
      ADD COLUMN tries integer NOT NULL DEFAULT 0,
      ADD COLUMN turn_at timestamptz NOT NULL DEFAULT now(),
      ADD COLUMN ended_at timestamptz`
  // What browsers had brought so far and never ended is over.
  yield* sql`UPDATE contact_imports SET received = done, ended_at = started_at,
    state = CASE WHEN done >= total THEN 'done' ELSE 'stopped' END`
  // One of each user's at a time.
  yield* sql`
    CREATE UNIQUE INDEX contact_imports_under_way ON contact_imports (user_id) WHERE state IN ('receiving', 'importing')`
  yield* sql`CREATE INDEX contact_imports_turn ON contact_imports (turn_at) WHERE state = 'importing'`
  yield* sql`
    CREATE TABLE contact_import_rows (
      import_id uuid NOT NULL REFERENCES contact_imports ON DELETE CASCADE,
      line integer NOT NULL,
      fields jsonb NOT NULL,
      numbers text[] NOT NULL,
      fault text,
      reason text,
      PRIMARY KEY (import_id, line)
    )`

  yield* sql`
    CREATE TABLE transcript_jobs (
      id uuid NOT NULL,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      conversation_id uuid NOT NULL REFERENCES conversations,
      request jsonb NOT NULL,
      state text NOT NULL DEFAULT 'making' CHECK (state IN ('making', 'cancelled', 'failed')),
      message text,
      percent integer NOT NULL DEFAULT 0,
      tries integer NOT NULL DEFAULT 1,
      started_at timestamptz NOT NULL DEFAULT now(),
      beat_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (user_id, id)
    )`
  yield* sql`CREATE INDEX transcript_jobs_beat ON transcript_jobs (beat_at)`

  yield* sql`ALTER TABLE notices DROP CONSTRAINT notices_kind_check`
  yield* sql`
    ALTER TABLE notices ADD CONSTRAINT notices_kind_check CHECK (kind IN
      ('assigned', 'mentioned', 'not_sent', 'account', 'campaign', 'transcript', 'upload', 'import', 'bulk')) NOT VALID`
})
