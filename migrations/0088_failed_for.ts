import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** CAMP-2: for which reason somebody is sent a campaign again, or gets its SMS, so that each reason says how many do. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  // Null: for none, as nearly all.
  yield* sql`ALTER TABLE campaign_recipients ADD COLUMN failed_for text`
  yield* sql`ALTER TABLE campaign_tallies DROP CONSTRAINT campaign_tallies_kind_check`
  // `to_sms`: of a campaign, whom its SMS took in after a failure. `by_sms`: of its SMS, who of them was sent one.
  yield* sql`ALTER TABLE campaign_tallies ADD CONSTRAINT campaign_tallies_kind_check
    CHECK (kind IN ('failed', 'replied', 'minute', 'to_sms', 'by_sms'))`
  const failed = sql`coalesce(r.outcome, '') IN ('failed', 'unconfirmed')`
  yield* sql`UPDATE campaign_recipients again SET failed_for = coalesce(c.draft #>> '{audience,reason}', (
      SELECT r.reason FROM campaign_recipients r JOIN campaigns first ON first.id = r.campaign_id
      WHERE r.address = again.address AND ${failed}
        AND c.draft #>> '{audience,of}' IN (first.id::text, first.fallback_of::text) LIMIT 1))
    FROM campaigns c WHERE c.id = again.campaign_id AND c.fallback_of IS NULL AND c.draft #>> '{audience,_tag}' = 'Failed'`
  yield* sql`UPDATE campaign_recipients sms SET failed_for = r.reason
    FROM campaigns c, campaign_recipients r
    WHERE c.id = sms.campaign_id AND r.campaign_id = c.fallback_of AND r.address = sms.address AND ${failed}`
  yield* sql`INSERT INTO campaign_tallies (campaign_id, kind, key, label, count)
    SELECT c.fallback_of, 'to_sms', sms.failed_for, '', count(*)
    FROM campaigns c JOIN campaign_recipients sms ON sms.campaign_id = c.id
    WHERE c.fallback_of IS NOT NULL AND sms.failed_for IS NOT NULL GROUP BY 1, 3
    UNION ALL SELECT c.id, 'by_sms', sms.failed_for, '', count(*)
    FROM campaigns c JOIN campaign_recipients sms ON sms.campaign_id = c.id
    WHERE c.fallback_of IS NOT NULL AND sms.failed_for IS NOT NULL AND sms.outcome IN ('sent', 'delivered', 'read')
    GROUP BY 1, 3`
})
