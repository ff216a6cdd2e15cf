import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { Statement } from "effect/sql"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"

/** The other campaigns that were started for those whom a campaign did not reach. */
export const startedAgain = (
  sql: PgClient.PgClient,
  { id, of, workspaceId }: {
    readonly id: CampaignId
    readonly of: CampaignId
    readonly workspaceId: WorkspaceId
  },
) =>
  Effect.map(
    sql<{ readonly id: CampaignId }>`SELECT id FROM campaigns
      WHERE workspace_id = ${workspaceId} AND id <> ${id} AND state <> 'draft' AND draft -> 'audience' ->> 'of' = ${of}`,
    (rows) => rows.map((row) => row.id),
  )

/** Whether a recipient gets it from their campaign, or did: as long as that was not called off before their turn. */
const getsIt = (sql: PgClient.PgClient) =>
  sql`(recipient.outcome IS DISTINCT FROM 'cancelled' AND (recipient.state = 'handed' OR recipient.outcome IS NOT NULL
    OR recipient.state = 'ready' AND campaign.state NOT IN ('cancelling', 'cancelled')))`

/**
 * Whether one of these campaigns gives it to an address, or did: so that "again" is once for each (CAMP-3). Whom the SMS of the
 * campaign itself did not reach either may get it again.
 */
export const getsItFrom = (
  sql: PgClient.PgClient,
  campaigns: ReadonlyArray<CampaignId>,
  address: Statement.Fragment,
) =>
  sql`EXISTS (SELECT FROM campaign_recipients recipient JOIN campaigns campaign ON campaign.id = recipient.campaign_id
    WHERE recipient.address = ${address} AND recipient.campaign_id = ANY(${campaigns}::uuid[]) AND ${
    getsIt(sql)
  }
      AND NOT (campaign.fallback_of IS NOT NULL AND coalesce(recipient.outcome IN ('failed', 'unconfirmed'), false)))`

/**
 * Counts how many of those whom a campaign did not reach get it again, by the reason for which it did not: of 100,000 that
 * takes a moment, so only when something of the campaigns that send it again has changed since it was asked before.
 */
export const makeAgainCounts = (sql: PgClient.PgClient) => {
  let known = { of: "", counts: new Map<string, number>() }
  return Effect.fnUntraced(function* (first: { readonly of: CampaignId; readonly workspaceId: WorkspaceId }) {
    const again = sql`campaign.workspace_id = ${first.workspaceId} AND campaign.state <> 'draft'
      AND campaign.fallback_of IS NULL AND campaign.draft -> 'audience' ->> 'of' = ${first.of}`
    const now = JSON.stringify(
      yield* sql`
      SELECT id, ready, cancelled, state IN ('cancelling', 'cancelled') AS over,
        CASE WHEN state IN ('cancelling', 'cancelled') THEN handed + sent + delivered + read + failed + unconfirmed END AS went
      FROM campaigns campaign WHERE ${again} ORDER BY id`,
    )
    if (now !== known.of) {
      const rows = now === "[]" ? [] : yield* sql<{ readonly reason: string; readonly people: number }>`
        SELECT recipient.failed_for AS reason, count(*)::int AS people
        FROM campaigns campaign JOIN campaign_recipients recipient ON recipient.campaign_id = campaign.id
        WHERE ${again} AND recipient.failed_for IS NOT NULL AND ${getsIt(sql)} GROUP BY recipient.failed_for`
      known = { of: now, counts: new Map(rows.map(({ people, reason }) => [reason, people])) }
    }
    return known.counts
  })
}

/** In which language an address got it the first time, where that was because a file said so; else null. */
export const languageInFileOf = (sql: PgClient.PgClient, first: CampaignId, address: Statement.Fragment) =>
  sql`(SELECT once.language FROM campaign_recipients once JOIN campaigns campaign ON campaign.id = once.campaign_id
    WHERE once.campaign_id = ${first} AND once.address = ${address} AND once.message_id IS NOT NULL
      AND (campaign.draft #>> '{audience,language}' IS NOT NULL OR campaign.draft #>> '{audience,_tag}' = 'Failed'))`
