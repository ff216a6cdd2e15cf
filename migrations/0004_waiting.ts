import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** LIFE-2: since when a customer waits for an answer, and after how long that is too long. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    ALTER TABLE workspaces ADD COLUMN waiting_limit_minutes integer NOT NULL DEFAULT 60
      CHECK (waiting_limit_minutes > 0)`
  yield* sql`ALTER TABLE conversations ADD COLUMN waiting_since timestamptz`
  // The first of the customer's messages after our last, of conversations whose last message is the customer's.
  yield* sql`
    UPDATE conversations c SET waiting_since = (
      SELECT i.at FROM items i
      WHERE i.conversation_id = c.id AND i.direction = 'in' AND i.seq > coalesce((
        SELECT o.seq FROM items o WHERE o.conversation_id = c.id AND o.direction = 'out' ORDER BY o.seq DESC LIMIT 1), 0)
      ORDER BY i.seq LIMIT 1)
    WHERE c.inbound_count > 0`
})
