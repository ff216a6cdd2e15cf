import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** CONV-8: other names of a customer, such as WhatsApp's id of someone who hides their number, and the one that counts. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE address_aliases (
      workspace_id uuid NOT NULL REFERENCES workspaces,
      channel text NOT NULL CHECK (channel IN ('sms', 'whatsapp')),
      alias text COLLATE "C" NOT NULL,
      address text NOT NULL,
      PRIMARY KEY (workspace_id, channel, alias)
    )`
})
