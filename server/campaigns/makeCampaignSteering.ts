import { PgClient } from "@effect/sql-pg"
import { Clock, Effect, Queue } from "effect"
import type { Statement } from "effect/sql"
import type { AuditAction } from "../../domain/audit/auditActionText.ts"
import { bySmsAtOnce, type Campaign } from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import type { Template } from "../../domain/template/Template.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { storableJson } from "../conversations/storableJson.ts"
import { Directory } from "../directory/Directory.ts"
import { campaignOf, type CampaignRow, draftOf } from "./CampaignRow.ts"
import { couldNotAnswer, findCampaign, holdDraft, notPossible, type Viewer, walled } from "./findCampaign.ts"
import { findSendable } from "./findSendable.ts"
import { startFallback } from "./smsFallback.ts"
import { getsItFrom, startedAgain } from "./sentAgain.ts"

/** Whoever starts it so soon after its time means now; a draft of yesterday is not to go in the night. */
const lateMillisMax = 60_000

/** Starting, pausing, resuming and cancelling campaigns. */
export const makeCampaignSteering = Effect.fnUntraced(function* (sendingWakes: Queue.Enqueue<void>) {
  const sql = yield* PgClient.PgClient
  const directory = yield* Directory
  const audit = yield* AuditLog
  const found = (viewer: Viewer, id: CampaignId) =>
    Effect.map(findCampaign(sql, viewer, id, false), campaignOf)

  const record = (viewer: Viewer, action: AuditAction, row: CampaignRow, note?: string) =>
    audit.record({
      workspaceId: viewer.workspaceId,
      actor: auditActorOf(viewer),
      action,
      subject: { kind: "campaign", id: row.id, name: draftOf(row).name },
      ...(note === undefined ? {} : { detail: { note } }),
    })

  /**
   * CAMP-3: whoever was sent it again meanwhile, by another campaign that was made for the same failures, is left out; how many
   * they are. Such campaigns start one after the other.
   */
  const leaveOutSentAgain = Effect.fnUntraced(function* ({ workspaceId }: Viewer, row: CampaignRow) {
    const { audience } = draftOf(row)
    if (audience?._tag !== "Failed") return 0
    yield* sql`SELECT id FROM campaigns WHERE id = ${audience.of} FOR UPDATE`
    const again = yield* startedAgain(sql, { id: row.id, of: audience.of, workspaceId })
    if (again.length === 0) return 0
    const left = yield* sql`
      UPDATE campaign_recipients r SET state = 'left_out', reason = 'sent_again', message_id = NULL
      WHERE campaign_id = ${row.id} AND state = 'ready' AND ${
      getsItFrom(sql, again, sql`r.address`)
    } RETURNING no`
    const leftOut = { ...row.leftOut, sent_again: (row.leftOut["sent_again"] ?? 0) + left.length }
    if (left.length > 0) {
      yield* sql`UPDATE campaigns SET ready = ready - ${left.length}, left_out = ${
        JSON.stringify(leftOut)
      }::jsonb
        WHERE id = ${row.id}`
    }
    return left.length
  })

  /** Whose language can no longer be sent gets the campaign's own. */
  const keepLanguages = (id: CampaignId, variants: ReadonlyArray<Template>) =>
    sql`UPDATE campaign_recipients SET language = NULL WHERE campaign_id = ${id} AND language IS NOT NULL
      AND language <> ALL(${variants.map(({ language }) => language)}::text[])`

  const start = Effect.fn("Campaigns.start")(
    function* (viewer: Viewer, id: CampaignId, version: number) {
      const row = yield* findCampaign(sql, viewer, id, true)
      if (row.state !== "draft") return campaignOf(row)
      const draft = draftOf(yield* holdDraft(sql, viewer, id, version))
      if (draft.name.trim() === "") return yield* notPossible("Give the campaign a name.")
      const { template, variants } = yield* findSendable(sql, directory, viewer, draft)
      if (row.audienceState !== "checked") {
        return yield* notPossible("The recipients are still being looked at. Start it in a moment.")
      }
      const now = yield* Clock.currentTimeMillis
      if (draft.startAt !== null && draft.startAt < now - lateMillisMax) {
        return yield* notPossible("The time at which it should start has passed. Choose another one, or now.")
      }
      yield* keepLanguages(id, variants)
      const ready = row.ready - (yield* leaveOutSentAgain(viewer, row))
      const bySms = draft.fallback === null ? 0 : bySmsAtOnce(row)
      if (ready + bySms === 0) return yield* notPossible("Nobody would get it. Choose other recipients.")
      const later = draft.startAt !== null && draft.startAt > now
      yield* sql`
        UPDATE campaigns SET state = ${later ? "scheduled" : "sending"}, version = version + 1,
          template = ${storableJson(template)}::jsonb,
          variants = ${storableJson(variants)}::jsonb, started_by = ${viewer.user.id},
          started_at = ${later ? null : new Date(now)} WHERE id = ${id}`
      yield* startFallback(sql, viewer, {
        id,
        draft,
        template,
        startAt: row.startAt,
        startedAt: later ? null : new Date(now),
      })
      const others = bySms === 0 ? "" : `, ${bySms} by SMS`
      yield* record(viewer, "campaign_started", row, `${ready} of ${row.total} recipients get it${others}.`)
      return yield* found(viewer, id)
    },
    walled(sql),
    couldNotAnswer,
    Effect.tap(() => Queue.offer(sendingWakes, undefined)),
  )

  /**
   * Asked again it changes nothing; where it is too late it is refused. A campaign's SMS are steered with it. One that was
   * paused before its time and is resumed before it too, still waits for it.
   */
  const steer = (
    name: string,
    from: ReadonlyArray<Campaign["state"]>,
    to: Campaign["state"],
    action: AuditAction,
    tooLate: string,
  ) =>
    Effect.fn(`Campaigns.${name}`)(
      function* (viewer: Viewer, id: CampaignId) {
        const row = yield* findCampaign(sql, viewer, id, true)
        const now = new Date(yield* Clock.currentTimeMillis)
        const early = to === "sending"
          ? sql`started_at IS NULL AND coalesce(start_at > ${now}, false)`
          : sql`false`
        const change = (which: Statement.Fragment) =>
          sql`UPDATE campaigns SET state = CASE WHEN ${early} THEN 'scheduled' ELSE ${to} END, problem = NULL,
            started_at = CASE WHEN ${to} = 'sending' AND NOT (${early}) THEN coalesce(started_at, ${now}) ELSE started_at END
          WHERE ${which} AND state = ANY(${from}::text[]) RETURNING id`
        const changed = [...yield* change(sql`id = ${id}`), ...yield* change(sql`fallback_of = ${id}`)]
        if (changed.length === 0) {
          const there = row.state === to || (to === "sending" && row.state === "scheduled")
          return there ? campaignOf(row) : yield* notPossible(tooLate)
        }
        yield* sql`UPDATE campaigns SET version = version + 1 WHERE id = ${id}`
        yield* record(viewer, action, row)
        return yield* found(viewer, id)
      },
      walled(sql),
      couldNotAnswer,
      Effect.tap(() => Queue.offer(sendingWakes, undefined)),
    )

  return {
    start,
    pause: steer("pause", ["sending", "scheduled"], "paused", "campaign_paused", "This campaign is over."),
    resume: steer(
      "resume",
      ["paused"],
      "sending",
      "campaign_resumed",
      "Only a paused campaign can be resumed.",
    ),
    cancel: steer(
      "cancel",
      ["sending", "scheduled", "paused"],
      "cancelling",
      "campaign_cancelled",
      "This campaign is over, or was never started.",
    ),
  }
})
