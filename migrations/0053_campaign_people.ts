import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** CAMP-1: who a recipient is, where that is a contact; and what kind of failure kept a message from somebody. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  // No reference: an erased contact leaves its place in the audience.
  yield* sql`ALTER TABLE campaign_recipients ADD COLUMN contact_id uuid`
  yield* sql`ALTER TABLE campaign_events ADD COLUMN class text`
  yield* sql`ALTER TABLE campaign_tallies ADD COLUMN class text`
})
