import type { PgClient } from "@effect/sql-pg"
import { Schema } from "effect"
import {
  type AudienceState,
  type Campaign,
  type CampaignCounts,
  CampaignDraft,
  type CampaignState,
  type FallbackProgress,
} from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"

/** A campaign as its table holds it. */
export interface CampaignRow extends CampaignCounts {
  readonly id: CampaignId
  readonly workspaceId: WorkspaceId
  readonly version: number
  readonly state: CampaignState
  readonly draft: unknown
  readonly createdBy: UserId
  readonly startedBy: UserId | null
  readonly createdAt: Date
  readonly startAt: Date | null
  readonly startedAt: Date | null
  readonly endedAt: Date | null
  readonly problem: string | null
  readonly audienceState: AudienceState
  readonly total: number
  readonly checked: number
  readonly ready: number
  readonly leftOut: Readonly<Record<string, number>>
  readonly bySms: FallbackProgress | null
}

export const campaignColumns = (sql: PgClient.PgClient) =>
  sql`id, workspace_id, version, state, draft, created_by, started_by, created_at, start_at, started_at, ended_at, problem,
    audience_state, total, checked, ready, left_out, handed, sent, delivered, read, failed, unconfirmed, cancelled, replied,
    (SELECT jsonb_build_object('senderId', sms.draft -> 'senderId', 'state', sms.state, 'problem', sms.problem,
        'total', sms.total, 'ready', sms.ready, 'afterFailure', sms.after_failure, 'leftOut', sms.left_out, 'counts', jsonb_build_object('handed', sms.handed, 'sent', sms.sent,
          'delivered', sms.delivered, 'read', sms.read, 'failed', sms.failed, 'unconfirmed', sms.unconfirmed,
          'cancelled', sms.cancelled, 'replied', sms.replied))
      FROM campaigns sms WHERE sms.fallback_of = campaigns.id) AS by_sms`

/** Stored by this server alone: what does not fit is a fault. */
export const draftOf = ({ draft }: Pick<CampaignRow, "draft">): CampaignDraft =>
  Schema.decodeUnknownSync(CampaignDraft)(draft)

const millis = (date: Date | null): number | null => date?.getTime() ?? null

export const campaignOf = (row: CampaignRow): Campaign => {
  const draft = draftOf(row)
  return {
    id: row.id,
    version: row.version,
    name: draft.name,
    state: row.state,
    senderId: draft.senderId,
    createdBy: row.createdBy,
    startedBy: row.startedBy,
    createdAt: row.createdAt.getTime(),
    startAt: millis(row.startAt),
    startedAt: millis(row.startedAt),
    endedAt: millis(row.endedAt),
    problem: row.problem,
    audience: {
      state: row.audienceState,
      total: row.total,
      checked: row.checked,
      ready: row.ready,
      leftOut: row.leftOut,
    },
    counts: {
      handed: row.handed,
      sent: row.sent,
      delivered: row.delivered,
      read: row.read,
      failed: row.failed,
      unconfirmed: row.unconfirmed,
      cancelled: row.cancelled,
      replied: row.replied,
    },
    bySms: row.bySms,
  }
}
