import { PgClient } from "@effect/sql-pg"
import { Clock, Effect, Result } from "effect"
import type { CampaignCounts } from "../../domain/campaign/Campaign.ts"
import { inLanguage } from "../../domain/campaign/campaignVariants.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { type Address, canonicalAddress } from "../../domain/contact/Address.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import type { RefusalCode } from "../../domain/conversation/Refusal.ts"
import { nextSendingTime } from "../../domain/hours/nextSendingTime.ts"
import { sendingHoursOf } from "../../domain/hours/sendingHoursOf.ts"
import { fillTemplate, type TemplateValues } from "../../domain/template/fillTemplate.ts"
import type { Template } from "../../domain/template/Template.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { Conversations } from "../conversations/Conversations.ts"
import { storableJson } from "../conversations/storableJson.ts"
import { Directory, type SenderRecord } from "../directory/Directory.ts"
import { pauseFor } from "./pauseFor.ts"
import { giveToFallback } from "./smsFallback.ts"

/** Whose time it is not is looked at again by then, so that changed hours count. */
const dueMillisMax = 10 * 60_000
/** Whose conversation could not be reached is asked again then. */
const busyMillis = 1_000

/** A campaign that is under way, as its table holds it. */
export interface CampaignUnderWay extends CampaignCounts {
  readonly id: CampaignId
  readonly workspaceId: WorkspaceId
  readonly state: "sending" | "cancelling"
  readonly draft: unknown
  readonly template: Template
  /** It in the languages in which somebody may get it. */
  readonly variants: ReadonlyArray<Template>
  readonly startedBy: UserId
  /** The campaign whose SMS these are; null for one of its own. */
  readonly fallbackOf: CampaignId | null
  /** Of these SMS: when they ended before, if failures have come since. */
  readonly endedAt: Date | null
}

/** With what it is called on its messages. */
export interface NamedCampaign extends CampaignUnderWay {
  readonly name: string
}

/** A recipient whose turn comes. */
export interface Waiting {
  readonly no: number
  readonly phone: Address
  readonly messageId: MessageId
  readonly filled: TemplateValues
  readonly language: string | null
}

/** What became of one recipient's turn. `later`: not before its time, epoch milliseconds. */
type Turn =
  | { readonly no: number; readonly state: "handed" }
  | { readonly no: number; readonly state: "ready"; readonly later: number }
  | { readonly no: number; readonly state: "left_out"; readonly reason: string; readonly detail: string }
  /** Nobody would get it now: the campaign stops until somebody has seen to it. */
  | { readonly no: number; readonly state: "stopped"; readonly problem: string }

const stopping: ReadonlySet<RefusalCode> = new Set([
  "sender_unusable",
  "template_not_found",
  "template_not_approved",
  "template_paused",
  "template_wrong_channel",
  "no_media",
])

/** In which conversation a campaign writes to a number, and to whom that belongs should it be the first message there. */
export const campaignThreadOf = (
  { workspaceId }: Pick<CampaignUnderWay, "workspaceId">,
  sender: SenderRecord,
  phone: Address,
) => {
  const address = canonicalAddress(phone)
  return {
    id: conversationIdOf(sender.id, address),
    identity: { workspaceId, senderId: sender.id, channel: sender.channel, address, replyTo: phone },
  }
}

/** Recipients' turns in a campaign: each is said to its conversation, and what became of that is noted. */
export const makeCampaignTurns = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const conversations = yield* Conversations
  const directory = yield* Directory

  const say = (
    campaign: NamedCampaign,
    sender: SenderRecord,
    { filled, language, messageId, no, phone }: Waiting,
  ) => {
    const content = fillTemplate(inLanguage(campaign.template, campaign.variants, language), filled, null)
    if (Result.isFailure(content)) {
      const detail = content.failure.map(({ message }) => message).join(" ")
      return Effect.succeed<Turn>({ no, state: "left_out", reason: "value_invalid", detail })
    }
    const { id, identity } = campaignThreadOf(campaign, sender, phone)
    return conversations.execute(id, campaign.workspaceId, {
      _tag: "SendCampaign",
      campaign: { id: campaign.fallbackOf ?? campaign.id, name: campaign.name },
      startedBy: campaign.startedBy,
      messageId,
      content: campaign.fallbackOf === null ? content.success : textContent(content.success.text),
    }, identity).pipe(
      Effect.as<Turn>({ no, state: "handed" }),
      Effect.catchTag("Refusal", ({ code, message }) =>
        Effect.succeed<Turn>(
          stopping.has(code)
            ? { no, state: "stopped", problem: message }
            : { no, state: "left_out", reason: code, detail: message },
        )),
      // Its node just died, or is busy: its turn comes again.
      Effect.catchTag(
        "Unavailable",
        () =>
          Effect.map(
            Clock.currentTimeMillis,
            (now): Turn => ({ no, state: "ready", later: now + busyMillis }),
          ),
      ),
    )
  }

  /** HOURS-2, HOURS-4: whose time it is not keeps waiting here, so that the line is free for those whose time it is. */
  const turnOf = Effect.fnUntraced(
    function* (campaign: NamedCampaign, sender: SenderRecord, waiting: Waiting) {
      const now = yield* Clock.currentTimeMillis
      const workspace = (yield* directory.snapshot).workspaces.get(campaign.workspaceId)
      const time = workspace
        ? nextSendingTime(sendingHoursOf(workspace, sender, waiting.phone), now)
        : { at: now, waitsFor: null }
      if (time.waitsFor === null) return yield* say(campaign, sender, waiting)
      const later = Math.min(time.at ?? Infinity, now + dueMillisMax)
      return { no: waiting.no, state: "ready", later } satisfies Turn
    },
  )

  const note = Effect.fnUntraced(function* ({ id }: CampaignUnderWay, turns: ReadonlyArray<Turn>) {
    const rows = turns.filter((turn) => turn.state !== "stopped").map((turn) => ({
      ...turn,
      due: turn.state === "ready" ? new Date(turn.later).toISOString() : null,
    }))
    // Before its recipients, as whoever counts them does.
    const [known] = yield* sql<{ readonly leftOut: Readonly<Record<string, number>> }>`
      SELECT left_out FROM campaigns WHERE id = ${id} FOR UPDATE`
    const changed = yield* sql<{
      readonly no: number
      readonly state: Turn["state"]
      readonly reason: string | null
    }>`
      UPDATE campaign_recipients r SET state = t.state, due_at = coalesce(t.due, r.due_at),
        reason = coalesce(t.reason, r.reason), detail = coalesce(t.detail, r.detail)
      FROM json_to_recordset(${
      storableJson(rows)
    }::json) AS t(no int, state text, due timestamptz, reason text, detail text)
      WHERE r.campaign_id = ${id} AND r.no = t.no AND r.state = 'ready' RETURNING r.no, r.state, r.reason`
    const refused = changed.filter(({ state }) => state === "left_out")
    const forSms = refused.flatMap(({ no, reason }) => reason === "no_consent" ? [no] : [])
    const bySms = yield* giveToFallback(sql, id, forSms, "refused")
    if (bySms) {
      yield* sql`UPDATE campaign_recipients SET reason = 'by_sms' WHERE campaign_id = ${id} AND no = ANY(${forSms}::int[])`
    }
    const leftOut: Record<string, number> = { ...known?.leftOut }
    for (const { reason } of refused) {
      const why = bySms && reason === "no_consent" ? "by_sms" : reason ?? ""
      leftOut[why] = (leftOut[why] ?? 0) + 1
    }
    const problem = turns.find((turn) => turn.state === "stopped")?.problem ?? null
    yield* sql`
      UPDATE campaigns SET handed = handed + ${changed.filter(({ state }) => state === "handed").length},
        ready = ready - ${refused.length}, left_out = ${JSON.stringify(leftOut)}::jsonb
      WHERE id = ${id}`
    if (problem !== null) yield* pauseFor(sql, id, problem)
  }, (effect) => sql.withTransaction(effect))

  return { turnOf, note }
})
