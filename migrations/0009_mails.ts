import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** What the desk writes by e-mail: waiting for a mail server, delivered, given up, or kept to be shown where there is none. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE mails (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      workspace_id uuid NOT NULL REFERENCES workspaces,
      kind text NOT NULL,
      recipient text NOT NULL,
      subject text NOT NULL,
      html text NOT NULL,
      text text NOT NULL,
      secret boolean NOT NULL,
      dedupe_key text,
      status text NOT NULL CHECK (status IN ('waiting', 'sent', 'failed', 'kept')),
      attempts integer NOT NULL DEFAULT 0,
      due_at timestamptz NOT NULL DEFAULT now(),
      problem text,
      created_at timestamptz NOT NULL DEFAULT now(),
      done_at timestamptz,
      UNIQUE (workspace_id, dedupe_key)
    )`
  yield* sql`CREATE INDEX mails_due ON mails (due_at) WHERE status = 'waiting'`
  yield* sql`CREATE INDEX mails_newest ON mails (workspace_id, created_at DESC, id DESC)`
  yield* sql`CREATE INDEX mails_age ON mails (created_at)`
})
