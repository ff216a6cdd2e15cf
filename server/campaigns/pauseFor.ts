import type { PgClient } from "@effect/sql-pg"
import type { Statement } from "effect/sql"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { workNotices } from "../notifications/workNotices.ts"

/** Of a campaign, to whom word of it goes, and what it says. */
export const told = (sql: PgClient.PgClient, detail: Statement.Fragment) =>
  sql`workspace_id, coalesce(started_by, created_by) AS user_id, 'campaign' AS kind,
    coalesce(fallback_of, id)::text AS subject,
    '{}'::uuid[] AS conversation_ids, ${detail} AS detail`

/** Stops a campaign that nobody would get now, until somebody has seen to it; who started it is told why. */
export const pauseFor = (sql: PgClient.PgClient, id: CampaignId, problem: string) =>
  workNotices(
    sql,
    sql`UPDATE campaigns SET state = 'paused', problem = ${problem} WHERE id = ${id} AND state = 'sending'
      RETURNING ${told(sql, sql`jsonb_build_object('problem', problem)`)}`,
  )
