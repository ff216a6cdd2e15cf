import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** CAMP-1: the campaign by SMS to those whom another could not reach by WhatsApp; nobody sees it but as a part of that one. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE campaigns ADD COLUMN fallback_of uuid REFERENCES campaigns ON DELETE CASCADE`
  // How many it took in after WhatsApp had failed for them: those are counted in both.
  yield* sql`ALTER TABLE campaigns ADD COLUMN after_failure integer NOT NULL DEFAULT 0`
  yield* sql`CREATE UNIQUE INDEX campaigns_fallback ON campaigns (fallback_of) WHERE fallback_of IS NOT NULL`
})
