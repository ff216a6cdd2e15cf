import { PgClient } from "@effect/sql-pg"
import { Clock, Effect, FiberMap, Layer, Result } from "effect"
import { type CampaignCounts, finishedOf } from "../../domain/campaign/Campaign.ts"
import { inLanguage } from "../../domain/campaign/campaignVariants.ts"
import type { Statement } from "effect/sql"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { type Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import type { RefusalCode } from "../../domain/conversation/Refusal.ts"
import { nextSendingTime } from "../../domain/hours/nextSendingTime.ts"
import { sendingHoursOf } from "../../domain/hours/sendingHoursOf.ts"
import { type Pace, paceOf } from "../../domain/sending/Pace.ts"
import { senderKindOf } from "../../domain/sender/SenderKind.ts"
import { fillTemplate, type TemplateValues } from "../../domain/template/fillTemplate.ts"
import type { Template } from "../../domain/template/Template.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { Conversations } from "../conversations/Conversations.ts"
import { DispatchQueue } from "../conversations/DispatchQueue.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { storableJson } from "../conversations/storableJson.ts"
import { Directory, type SenderRecord } from "../directory/Directory.ts"
import { workNotices } from "../notifications/workNotices.ts"
import { Campaigns } from "./Campaigns.ts"
import { draftOf } from "./CampaignRow.ts"
import { pauseFor, told } from "./pauseFor.ts"
import { giveToFallback } from "./smsFallback.ts"

/** Messages of one campaign that wait in their Sender ID's line or are on their way: what it may send in two seconds. */
const secondsInFlight = 2
const inFlightMin = 4
export const inFlightMax = 256
/** Given to their conversations in one go, and at once. */
const batchMax = 128
const handedAtOnce = 16
const takenBackPage = 500
/** Whose time it is not is looked at again by then, so that changed hours count. */
const dueMillisMax = 10 * 60_000
/** A node that says nothing for so long has died. Should it only be slow, both say the same, which is taken once. */
const workerSeconds = 5
/** Whose conversation could not be reached is asked again then. */
const busyMillis = 1_000
const lookEvery = "1 second"
const restWhenFull = "50 millis"
const restAfterFailure = "1 second"

interface Row extends CampaignCounts {
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

/** A campaign with what it is called on its messages. */
interface Sending extends Row {
  readonly name: string
}

interface Waiting {
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

/** How many messages a campaign keeps in flight: enough for the Sender ID's pace, and little for an agent to wait behind. */
export const inFlightFor = (pace: Pace | null): number =>
  pace === null
    ? inFlightMax
    : Math.min(inFlightMax, Math.max(inFlightMin, Math.ceil(pace.perSecond * secondsInFlight)))

const paceFor = ({ address, channel, ratePerSecond }: SenderRecord): Pace | null =>
  paceOf(senderKindOf(channel, address), ratePerSecond)

/**
 * Gives the messages of campaigns to their conversations, a bounded number at a time: the next when some were sent or failed.
 * What was given is noted afterwards; a campaign that goes on after a crash says some of it again, under the same ids, and
 * the conversations take it once (CAMP-3). A campaign is worked on by the one node that claims it.
 */
export const CampaignSendingLive = Layer.effectDiscard(Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const campaigns = yield* Campaigns
  const conversations = yield* Conversations
  const directory = yield* Directory
  const { node } = yield* DispatchQueue

  const lease = sql`worker = ${node}, worker_until = now() + make_interval(secs => ${workerSeconds})`

  const threadOf = ({ workspaceId }: Sending, sender: SenderRecord, phone: Address) => {
    const address = canonicalAddress(phone)
    return {
      id: conversationIdOf(sender.id, address),
      identity: { workspaceId, senderId: sender.id, channel: sender.channel, address, replyTo: phone },
    }
  }

  const say = (
    campaign: Sending,
    sender: SenderRecord,
    { filled, language, messageId, no, phone }: Waiting,
  ) => {
    const content = fillTemplate(inLanguage(campaign.template, campaign.variants, language), filled, null)
    if (Result.isFailure(content)) {
      const detail = content.failure.map(({ message }) => message).join(" ")
      return Effect.succeed<Turn>({ no, state: "left_out", reason: "value_invalid", detail })
    }
    const { id, identity } = threadOf(campaign, sender, phone)
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
  const turnOf = Effect.fnUntraced(function* (campaign: Sending, sender: SenderRecord, waiting: Waiting) {
    const now = yield* Clock.currentTimeMillis
    const workspace = (yield* directory.snapshot).workspaces.get(campaign.workspaceId)
    const time = workspace
      ? nextSendingTime(sendingHoursOf(workspace, sender, waiting.phone), now)
      : { at: now, waitsFor: null }
    if (time.waitsFor === null) return yield* say(campaign, sender, waiting)
    const later = Math.min(time.at ?? Infinity, now + dueMillisMax)
    return { no: waiting.no, state: "ready", later } satisfies Turn
  })

  const note = Effect.fnUntraced(function* ({ id }: Row, turns: ReadonlyArray<Turn>) {
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
    const leftOut: Record<string, number> = { ...known?.leftOut }
    const refused = changed.filter(({ state }) => state === "left_out")
    for (const { reason } of refused) leftOut[reason ?? ""] = (leftOut[reason ?? ""] ?? 0) + 1
    const problem = turns.find((turn) => turn.state === "stopped")?.problem ?? null
    yield* sql`
      UPDATE campaigns SET handed = handed + ${changed.filter(({ state }) => state === "handed").length},
        ready = ready - ${refused.length}, left_out = ${JSON.stringify(leftOut)}::jsonb
      WHERE id = ${id}`
    const forSms = refused.flatMap(({ no, reason }) => reason === "no_consent" ? [no] : [])
    yield* giveToFallback(sql, id, forSms, "refused")
    if (problem !== null) yield* pauseFor(sql, id, problem)
  }, (effect) => sql.withTransaction(effect))

  /**
   * Whether everybody has had their turn. The SMS of a campaign end with it or after it: then it is over, and who started it
   * is told so, once.
   */
  const endsOf = Effect.fnUntraced(function* ({ endedAt, fallbackOf, id }: Sending) {
    const afterFirst = sql`AND audience_state = 'checked' AND EXISTS (SELECT FROM campaigns first
      WHERE first.id = ${fallbackOf} AND first.state IN ('cancelled', 'done'))`
    const ends =
      sql`UPDATE campaigns SET state = 'done', ended_at = coalesce(ended_at, now()) WHERE id = ${id} AND state = 'sending'
      AND NOT EXISTS (SELECT FROM campaign_recipients WHERE campaign_id = ${id} AND state = 'ready')
      ${fallbackOf === null ? sql`` : afterFirst}`
    const [bySms] = fallbackOf === null ? yield* sql`SELECT id FROM campaigns WHERE fallback_of = ${id}` : []
    const ended = bySms === undefined && endedAt === null
      ? yield* workNotices(sql, sql`${ends} RETURNING ${told(sql, sql`'{}'::jsonb`)}`)
      : yield* sql`${ends} RETURNING id`
    return ended.length > 0
  })

  /** Whether there may be more to do at once. */
  const send = Effect.fnUntraced(function* (campaign: Sending, sender: SenderRecord) {
    const { id } = campaign
    const inFlight = Math.max(0, campaign.handed - finishedOf(campaign))
    const room = Math.min(batchMax, inFlightFor(paceFor(sender)) - inFlight)
    if (room <= 0) return yield* Effect.as(Effect.sleep(restWhenFull), true)
    const waiting = yield* sql<Waiting>`
      SELECT no, phone, message_id, filled, language FROM campaign_recipients
      WHERE campaign_id = ${id} AND state = 'ready' AND due_at <= now() ORDER BY due_at, no LIMIT ${room}`
    if (waiting.length > 0) {
      const turns = yield* Effect.forEach(waiting, (one) => turnOf(campaign, sender, one), {
        concurrency: handedAtOnce,
      })
      yield* note(campaign, turns)
      return true
    }
    const ended = inFlight === 0 && (yield* endsOf(campaign))
    yield* Effect.sleep(inFlight > 0 ? restWhenFull : lookEvery)
    return !ended
  })

  /** What no network has yet: also what was said and not noted, should this follow a crash. */
  const takeBack = Effect.fnUntraced(function* (campaign: Sending, sender: SenderRecord) {
    const { id, workspaceId } = campaign
    let after = 0
    while (true) {
      const rows: ReadonlyArray<Waiting> = yield* sql<Waiting>`
        SELECT no, phone, message_id, filled, language FROM campaign_recipients
        WHERE campaign_id = ${id} AND no > ${after} AND message_id IS NOT NULL
          AND (outcome = 'queued' OR (state = 'handed' AND outcome IS NULL)) ORDER BY no LIMIT ${takenBackPage}`
      const unsure = after > 0 ? [] : yield* sql<Waiting>`
        SELECT no, phone, message_id, filled, language FROM campaign_recipients
        WHERE campaign_id = ${id} AND state = 'ready' ORDER BY due_at, no LIMIT ${inFlightMax}`
      yield* Effect.forEach(
        [...rows, ...unsure],
        ({ messageId, phone }) =>
          conversations.execute(threadOf(campaign, sender, phone).id, workspaceId, {
            _tag: "TakeBack",
            messageId,
          }).pipe(Effect.catchTag("Refusal", () => Effect.void)),
        { concurrency: handedAtOnce, discard: true },
      )
      const last = rows.at(-1)
      if (!last || rows.length < takenBackPage) break
      after = last.no
    }
    yield* sql`UPDATE campaigns SET state = 'cancelled', ended_at = now() WHERE id = ${id} AND state = 'cancelling'`
    return false
  })

  const gone = (id: CampaignId) =>
    Effect.andThen(
      sql`UPDATE campaigns SET state = 'cancelled' WHERE id = ${id} AND state = 'cancelling'`,
      pauseFor(sql, id, "This Sender ID cannot send now. Check it, then resume."),
    )

  const run = Effect.fnUntraced(function* (id: CampaignId) {
    while (true) {
      const [row] = yield* sql<Row>`
        UPDATE campaigns SET ${lease} WHERE id = ${id} AND worker = ${node} AND state IN ('sending', 'cancelling')
        RETURNING id, workspace_id, state, draft, template, variants, started_by, fallback_of, ended_at, handed, sent, delivered, read,
          failed, unconfirmed, cancelled, replied`
      if (!row) return
      const { name, senderId } = draftOf(row)
      const sender = senderId === null ? undefined : (yield* directory.snapshot).senders.get(senderId)
      if (!sender) return yield* Effect.asVoid(gone(id))
      const more = yield* row.state === "sending"
        ? send({ ...row, name }, sender)
        : takeBack({ ...row, name }, sender)
      if (!more) return
    }
  })

  /** Who holds several campaigns does so in an order of their own: what is held now is looked at the next time. */
  const unheld = (which: Statement.Fragment) =>
    sql`id IN (SELECT id FROM campaigns WHERE ${which} FOR UPDATE SKIP LOCKED)`

  const running = yield* FiberMap.make<CampaignId>()
  const look = Effect.gen(function* () {
    yield* Effect.timeoutOption(campaigns.sendingWoken, lookEvery)
    yield* sql`UPDATE campaigns SET state = 'sending', started_at = now() WHERE ${
      unheld(sql`state = 'scheduled' AND start_at <= now()`)
    }`
    const mine = yield* sql<{ readonly id: CampaignId }>`
      UPDATE campaigns SET ${lease} WHERE ${
      unheld(
        sql`state IN ('sending', 'cancelling') AND (worker = ${node} OR worker_until IS NULL OR worker_until < now())`,
      )
    } RETURNING id`
    yield* Effect.forEach(mine, ({ id }) =>
      FiberMap.run(
        running,
        id,
        run(id).pipe(
          Effect.catchCause((cause) =>
            Effect.andThen(
              Effect.logWarning("a campaign did not go on", id, cause),
              Effect.sleep(restAfterFailure),
            )
          ),
        ),
        { onlyIfMissing: true },
      ), { discard: true })
  }).pipe(
    Effect.catchCause((cause) =>
      Effect.andThen(Effect.logWarning("campaigns were not looked at", cause), Effect.sleep(restAfterFailure))
    ),
    Effect.forever,
  )
  yield* Effect.forkScoped(look)
}))
