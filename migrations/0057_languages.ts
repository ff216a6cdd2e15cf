import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** CAMP-1: what language somebody reads (BCP 47), and in which each recipient gets a campaign's message. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE contacts ADD COLUMN language text`
  // As the template's provider writes it; null where the campaign's own template is meant.
  yield* sql`ALTER TABLE campaign_recipients ADD COLUMN language text`
  // The template in its other languages, as they were when the campaign was started.
  yield* sql`ALTER TABLE campaigns ADD COLUMN variants jsonb NOT NULL DEFAULT '[]'`
})
