import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** What a contact has besides its name, who made it, and how lists find and order contacts. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  // The form in which names are compared: without accents and case, the same in every database.
  yield* sql`
    CREATE FUNCTION contact_key(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lower(regexp_replace(normalize(words, NFKD), '[\u0300-\u036F]', '', 'g'))`
  yield* sql`
    ALTER TABLE contacts
      ADD COLUMN email text,
      ADD COLUMN version integer NOT NULL DEFAULT 1,
      ADD COLUMN created_by uuid REFERENCES users,
      ADD COLUMN name_key text COLLATE "C" GENERATED ALWAYS AS (contact_key(name)) STORED`
  yield* sql`ALTER TABLE contact_phones ADD COLUMN position integer NOT NULL DEFAULT 0`
  yield* sql`CREATE INDEX contacts_by_name ON contacts (workspace_id, name_key, id)`
  yield* sql`CREATE INDEX contacts_created_by ON contacts (created_by) WHERE created_by IS NOT NULL`

  // From a contact's numbers to its conversations, and from a user to those that nobody has answered yet.
  yield* sql`CREATE INDEX conversations_address ON conversations (workspace_id, address)`
  yield* sql`CREATE INDEX conversations_owner_silent ON conversations (owner_id) WHERE inbound_count = 0`

  // What remains of an erased person: that, when and by whom. Nothing about them.
  yield* sql`
    CREATE TABLE erasures (
      contact_id uuid PRIMARY KEY,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      erased_by uuid NOT NULL REFERENCES users,
      erased_at timestamptz NOT NULL DEFAULT now()
    )`
  yield* sql`CREATE INDEX erasures_workspace ON erasures (workspace_id, erased_at)`
})
