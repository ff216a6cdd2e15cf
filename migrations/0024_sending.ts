import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** When messages that wait will go, what closed a window before its time, and how fast a Sender ID may send. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE conversations ADD COLUMN window_closed_at timestamptz`
  yield* sql`
    ALTER TABLE deliveries ADD COLUMN scheduled_at timestamptz, ADD COLUMN due_at timestamptz, ADD COLUMN waits_for text`
  yield* sql`ALTER TABLE senders ADD COLUMN rate_per_second double precision CHECK (rate_per_second > 0)`
})
