import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { Statement } from "effect/sql"
import { randomUUID } from "node:crypto"
import { type CampaignDraft, emptyDraft } from "../../domain/campaign/Campaign.ts"
import { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { fallbackTemplate } from "../../domain/campaign/fallbackTemplate.ts"
import type { Template } from "../../domain/template/Template.ts"
import { storableJson } from "../conversations/storableJson.ts"
import type { Viewer } from "./findCampaign.ts"

/** So long after a campaign's end a failure that comes back still brings the SMS: later it would be out of place. */
const fallbackHours = 24

interface Fallback {
  readonly id: CampaignId
  readonly total: number
}

interface Taken {
  readonly from: CampaignId
  readonly whom: Statement.Fragment
  /** WhatsApp said that it does not reach them: the first campaign counts them as failed. */
  readonly afterFailure: boolean
}

/** With what their messages are filled; the check of audiences goes on with them and says who of them gets it. */
const add = Effect.fnUntraced(
  function* (sql: PgClient.PgClient, { id, total }: Fallback, { afterFailure, from, whom }: Taken) {
    const added = yield* sql<{ readonly failedFor: string | null }>`
      INSERT INTO campaign_recipients (campaign_id, no, contact_id, name, email, phone, filled, failed_for)
      SELECT ${id}::uuid, ${total}::int + row_number() OVER (ORDER BY r.no), r.contact_id, r.name, r.email, r.phone, r.filled,
        ${afterFailure ? sql`r.reason` : sql`NULL`}
      FROM campaign_recipients r WHERE r.campaign_id = ${from} AND ${whom} RETURNING failed_for`
    const reasons = added.flatMap(({ failedFor }) => failedFor === null ? [] : [failedFor])
    if (reasons.length > 0) {
      yield* sql`
        INSERT INTO campaign_tallies AS known (campaign_id, kind, key, label, count)
        SELECT ${from}::uuid, 'to_sms', reason, '', count(*) FROM unnest(${reasons}::text[]) reason GROUP BY reason
        ON CONFLICT (campaign_id, kind, key) DO UPDATE SET count = known.count + excluded.count`
    }
    yield* sql`
      UPDATE campaigns SET total = total + ${added.length}, audience_state = 'checking',
        after_failure = after_failure + ${afterFailure ? added.length : 0},
        state = CASE WHEN state = 'done' THEN 'sending' ELSE state END WHERE id = ${id}`
  },
)

interface Started {
  readonly id: CampaignId
  readonly draft: CampaignDraft
  readonly template: Template
  readonly startAt: Date | null
  readonly startedAt: Date | null
}

/**
 * With the start of a campaign, in its transaction: another one by SMS, first to whom WhatsApp may not be used. It is for
 * those of the first whom that did not reach, so that who gets it by SMS is not sent it "again" too (CAMP-3).
 */
export const startFallback = Effect.fnUntraced(function* (
  sql: PgClient.PgClient,
  { user, workspaceId }: Viewer,
  { draft: { fallback, name, templateId }, id: of, startAt, startedAt, template }: Started,
) {
  if (fallback === null) return
  const id = CampaignId.make(randomUUID())
  const draft: CampaignDraft = {
    ...emptyDraft,
    name,
    templateId,
    senderId: fallback.senderId,
    audience: { _tag: "Failed", of, reason: "" },
  }
  yield* sql`
    INSERT INTO campaigns (id, workspace_id, fallback_of, draft, template, state, created_by, started_by, start_at, started_at)
    VALUES (${id}, ${workspaceId}, ${of}, ${storableJson(draft)}::jsonb,
      ${storableJson(fallbackTemplate(template, fallback.text))}::jsonb, ${
    startedAt === null ? "scheduled" : "sending"
  }, ${user.id}, ${user.id}, ${startAt}, ${startedAt})`
  const whom = sql`r.state = 'left_out' AND r.reason = 'by_sms'`
  yield* add(sql, { id, total: 0 }, { from: of, whom, afterFailure: false })
})

/**
 * Recipients of a campaign get it by SMS after all, where it has that; in the transaction that notes why, so that each does
 * so once (CAMP-3). Whoever was taken in before is a duplicate to the check. Nothing is added to what was cancelled. Gives
 * whether they do.
 */
export const giveToFallback = Effect.fnUntraced(
  function* (
    sql: PgClient.PgClient,
    of: CampaignId,
    nos: ReadonlyArray<number>,
    why: "failed" | "refused",
  ) {
    if (nos.length === 0) return false
    const [fallback] = yield* sql<Fallback>`
      SELECT sms.id, sms.total FROM campaigns sms JOIN campaigns first ON first.id = sms.fallback_of
      WHERE sms.fallback_of = ${of} AND sms.state IN ('scheduled', 'sending', 'paused', 'done')
        AND coalesce(first.ended_at, now()) > now() - make_interval(hours => ${fallbackHours})
      FOR UPDATE OF sms`
    if (!fallback) return false
    const whom = sql`r.no = ANY(${nos}::int[])`
    yield* add(sql, fallback, { from: of, whom, afterFailure: why === "failed" })
    return true
  },
)
