import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** Holidays get names and hours of their own; quiet hours; hours of a Sender ID alone (HOURS-1, HOURS-4). */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE workspaces ADD COLUMN quiet_hours jsonb`
  yield* sql`ALTER TABLE senders ADD COLUMN hours jsonb`
  // A holiday was only its day: closed.
  yield* sql`
    UPDATE workspaces SET holidays = (
      SELECT jsonb_agg(jsonb_build_object('date', day, 'name', '', 'hours', '[]'::jsonb) ORDER BY day)
      FROM (SELECT DISTINCT jsonb_array_elements_text(holidays) AS day) AS days)
    WHERE holidays <> '[]'`
})
