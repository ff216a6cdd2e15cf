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

/**
 * Whether one of these campaigns gives it to an address, or did: so that "again" is once for each (CAMP-3). Whom the SMS of the
 * campaign itself did not reach either may get it again.
 */
export const getsItFrom = (
  sql: PgClient.PgClient,
  campaigns: ReadonlyArray<CampaignId>,
  address: Statement.Fragment,
) =>
  sql`EXISTS (SELECT FROM campaign_recipients other JOIN campaigns again ON again.id = other.campaign_id
    WHERE other.address = ${address} AND other.campaign_id = ANY(${campaigns}::uuid[])
      AND (other.state = 'handed' AND other.outcome IS DISTINCT FROM 'cancelled'
          AND NOT (again.fallback_of IS NOT NULL AND coalesce(other.outcome IN ('failed', 'unconfirmed'), false))
        OR other.state = 'ready' AND again.state NOT IN ('cancelling', 'cancelled')))`

/** In which language an address got it the first time, where that was because a file said so; else null. */
export const languageInFileOf = (sql: PgClient.PgClient, first: CampaignId, address: Statement.Fragment) =>
  sql`(SELECT once.language FROM campaign_recipients once JOIN campaigns campaign ON campaign.id = once.campaign_id
    WHERE once.campaign_id = ${first} AND once.address = ${address} AND once.message_id IS NOT NULL
      AND (campaign.draft #>> '{audience,language}' IS NOT NULL OR campaign.draft #>> '{audience,_tag}' = 'Failed'))`
