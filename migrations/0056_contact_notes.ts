import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** What the team notes about contacts; it goes with its contact (CONTACT-6). */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE contact_notes (
      id uuid PRIMARY KEY,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      contact_id uuid NOT NULL REFERENCES contacts ON DELETE CASCADE,
      author uuid NOT NULL,
      text text NOT NULL,
      at timestamptz NOT NULL DEFAULT now(),
      changed_at timestamptz
    )`
  yield* sql`CREATE INDEX contact_notes_contact ON contact_notes (contact_id, at)`
})
