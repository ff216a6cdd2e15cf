import { PgClient } from "@effect/sql-pg"
import { Duration, Effect, Layer } from "effect"
import type { RecipientOutcome } from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { goesBySms } from "../../domain/campaign/goesBySms.ts"
import { storableJson } from "../conversations/storableJson.ts"
import type { DeliveryErrorClass } from "../../domain/sending/DeliveryError.ts"
import type { CampaignEvent } from "./campaignEvents.ts"
import { pauseFor } from "./pauseFor.ts"
import { giveToFallback } from "./smsFallback.ts"

/** Events of one transaction: milliseconds of work. */
const batchMax = 2_000
const lookWhenBusy = Duration.millis(150)
const lookWhenIdle = Duration.seconds(1)
const restAfterFailure = Duration.seconds(1)
/** So many messages in a row fail for the account before a campaign is paused. */
const alikeMin = 5
/** Any number that only this locks. */
const advisoryLock = 7_305_162_040

interface EventRow extends Omit<CampaignEvent, "at"> {
  readonly at: Date
}

interface KnownRow {
  readonly messageId: string
  readonly no: number
  readonly campaignId: CampaignId
  readonly outcome: RecipientOutcome | null
  readonly reason: string | null
  /** Of the SMS that somebody gets after WhatsApp failed: why it did. */
  readonly failedFor: string | null
  readonly replied: boolean
}

interface Change {
  readonly message_id: string
  readonly outcome: RecipientOutcome | null
  readonly reason: string | null
  readonly replied_at: string | null
}

const counted = ["sent", "delivered", "read", "failed", "unconfirmed", "cancelled", "replied"] as const
type Counted = typeof counted[number]
const isCounted = (what: string): what is Counted => counted.some((one) => one === what)
const reached: ReadonlySet<string> = new Set(["sent", "delivered", "read"])
const notReached: ReadonlySet<string> = new Set(["failed", "unconfirmed"])

interface Tally {
  readonly campaign_id: CampaignId
  readonly kind: string
  readonly key: string
  readonly label: string
  readonly class: DeliveryErrorClass | null
  readonly count: number
}

interface Alarm {
  /** Of the recipient whose message failed. */
  readonly no: number
  readonly code: string
  readonly problem: string
  readonly class: "template_off" | "account"
}

/** What a batch of events adds to the counts of campaigns, and to their tallies. */
class Sums {
  private readonly counts = new Map<CampaignId, Map<Counted, number>>()
  private readonly tallies = new Map<string, Tally>()
  /** What failed in a way that may go on for everybody, by campaign: the last of each. */
  readonly alarms = new Map<CampaignId, Alarm>()
  /** Of those whom WhatsApp may not or cannot reach, their numbers in the campaign. */
  readonly forSms = new Map<CampaignId, Array<number>>()

  count(campaign: CampaignId, what: string | null, by: number): void {
    if (what === null || !isCounted(what)) return
    const of = this.counts.get(campaign) ?? new Map<Counted, number>()
    this.counts.set(campaign, of.set(what, (of.get(what) ?? 0) + by))
  }

  giveToSms(campaign: CampaignId, no: number): void {
    const of = this.forSms.get(campaign)
    if (of) of.push(no)
    else this.forSms.set(campaign, [no])
  }

  tally(
    campaign: CampaignId,
    kind: "by_sms" | "failed" | "minute" | "replied",
    key: string,
    by: number,
    said: Pick<CampaignEvent, "label" | "class"> | null = null,
  ): void {
    const place = `${campaign} ${kind} ${key}`
    const before = this.tallies.get(place)
    this.tallies.set(place, {
      campaign_id: campaign,
      kind,
      key,
      label: before?.label || (said?.label ?? ""),
      class: before?.class ?? said?.class ?? null,
      count: (before?.count ?? 0) + by,
    })
  }

  get countRows() {
    return [...this.counts].map(([id, of]) => ({
      id,
      ...Object.fromEntries(counted.map((what) => [what, of.get(what) ?? 0])),
    }))
  }

  get tallyRows() {
    return [...this.tallies.values()].filter(({ count }) => count !== 0)
      .sort((a, b) => a.campaign_id < b.campaign_id ? -1 : a.campaign_id > b.campaign_id ? 1 : 0)
  }
}

/** What the events of one message, in their order, make of its recipient. */
const changeOf = (known: KnownRow, events: ReadonlyArray<EventRow>, sums: Sums): Change => {
  const { campaignId: campaign } = known
  const answer = events.find(({ what }) => what === "replied")
  const answered = answer !== undefined && !known.replied
  if (answered) {
    sums.count(campaign, "replied", 1)
    sums.tally(campaign, "replied", answer.code ?? "text", 1, answer)
  }
  const last = events.findLast(({ what }) => what !== "replied")
  const outcome = last === undefined || last.what === "replied" ? known.outcome : last.what
  const reason = last === undefined ? known.reason : last.code
  if (last !== undefined && outcome !== known.outcome) {
    sums.count(campaign, known.outcome, -1)
    sums.count(campaign, outcome, 1)
    if (known.outcome !== null && notReached.has(known.outcome)) {
      sums.tally(campaign, "failed", known.reason ?? "", -1)
    }
    if (outcome !== null && notReached.has(outcome)) {
      sums.tally(campaign, "failed", reason ?? "", 1, last)
      if (goesBySms(last.class)) sums.giveToSms(campaign, known.no)
      if (last.class === "template_off" || last.class === "account") {
        sums.alarms.set(campaign, {
          no: known.no,
          code: reason ?? "",
          problem: last.label ?? "",
          class: last.class,
        })
      }
    }
    const [isSent, wasSent] = [outcome, known.outcome].map((what) => reached.has(what ?? ""))
    if (known.failedFor !== null && isSent !== wasSent) {
      sums.tally(campaign, "by_sms", known.failedFor, isSent ? 1 : -1)
    }
    const first = events.find(({ what }) => reached.has(what))
    if (first !== undefined && !wasSent) {
      sums.tally(campaign, "minute", String(Math.floor(first.at.getTime() / 60_000)), 1)
    }
  }
  return {
    message_id: known.messageId,
    outcome,
    reason,
    replied_at: answered ? answer.at.toISOString() : null,
  }
}

/**
 * Counts what the journal says of campaigns' messages: batch after batch, each in one transaction that also forgets what it
 * counted, so that after a crash nothing is counted twice and nothing is left out (CAMP-2, CAMP-3). One node at a time.
 */
export const CampaignOutcomesLive = Layer.effectDiscard(Effect.gen(function* () {
  const sql = yield* PgClient.PgClient

  /** Their rows and those of their SMS, in the order in which everybody holds them: the first before its SMS. */
  const hold = (ids: ReadonlyArray<CampaignId>) =>
    sql`SELECT id FROM campaigns WHERE id = ANY(${ids}::uuid[]) OR fallback_of = ANY(${ids}::uuid[])
      ORDER BY coalesce(fallback_of, id), fallback_of IS NOT NULL FOR UPDATE`

  const write = Effect.fnUntraced(function* (changes: ReadonlyArray<Change>, sums: Sums) {
    yield* sql`
      UPDATE campaign_recipients r SET outcome = c.outcome, reason = c.reason,
        replied_at = coalesce(r.replied_at, c.replied_at)
      FROM json_to_recordset(${
      storableJson(changes)
    }::json) AS c(message_id uuid, outcome text, reason text, replied_at timestamptz)
      WHERE r.message_id = c.message_id`
    yield* sql`
      UPDATE campaigns c SET sent = c.sent + d.sent, delivered = c.delivered + d.delivered, read = c.read + d.read,
        failed = c.failed + d.failed, unconfirmed = c.unconfirmed + d.unconfirmed,
        cancelled = c.cancelled + d.cancelled, replied = c.replied + d.replied
      FROM json_to_recordset(${
      JSON.stringify(sums.countRows)
    }::json) AS d(id uuid, sent int, delivered int, read int,
        failed int, unconfirmed int, cancelled int, replied int)
      WHERE c.id = d.id`
    if (sums.tallyRows.length > 0) {
      yield* sql`
        INSERT INTO campaign_tallies AS known (campaign_id, kind, key, label, class, count)
        SELECT campaign_id, kind, key, label, class, count FROM json_to_recordset(${
        storableJson(sums.tallyRows)
      }::json) AS t(campaign_id uuid, kind text, key text, label text, class text, count int)
        ON CONFLICT (campaign_id, kind, key) DO UPDATE SET count = known.count + excluded.count,
          label = CASE WHEN excluded.label = '' THEN known.label ELSE excluded.label END,
          class = coalesce(excluded.class, known.class)`
    }
  })

  /**
   * What the network says nobody gets now stops the campaign at once; what it says of the account when the last few failed of
   * it alike, since that may also be about one country.
   */
  const heed = Effect.fnUntraced(function* (campaign: CampaignId, alarm: Alarm) {
    if (alarm.class === "template_off") return void (yield* pauseFor(sql, campaign, alarm.problem))
    const [last] = yield* sql<{ readonly alike: number }>`
      SELECT count(*) FILTER (WHERE outcome = 'failed' AND reason = ${alarm.code})::int AS alike FROM (
        SELECT outcome, reason FROM campaign_recipients
        WHERE campaign_id = ${campaign} AND no <= ${alarm.no} AND outcome IS NOT NULL AND outcome <> 'queued'
        ORDER BY no DESC LIMIT ${alikeMin}) last`
    if (last?.alike === alikeMin) yield* pauseFor(sql, campaign, alarm.problem)
  })

  /** How many events were counted. */
  const step = sql.withTransaction(Effect.gen(function* () {
    const [lock] = yield* sql<{ readonly mine: boolean }>`
      SELECT pg_try_advisory_xact_lock(${advisoryLock}::bigint) AND EXISTS (SELECT FROM campaign_events) AS mine`
    if (lock?.mine !== true) return 0
    const events = yield* sql<EventRow & { readonly id: string }>`
      WITH taken AS (
        DELETE FROM campaign_events WHERE id IN (SELECT id FROM campaign_events ORDER BY id LIMIT ${batchMax})
        RETURNING id, message_id, what, code, label, class, at)
      SELECT * FROM taken ORDER BY id`
    const byMessage = new Map<string, Array<EventRow>>()
    for (const event of events) {
      const known = byMessage.get(event.messageId)
      if (known) known.push(event)
      else byMessage.set(event.messageId, [event])
    }
    const known = yield* sql<KnownRow>`
      SELECT r.message_id, r.no, r.campaign_id, r.outcome, r.reason, r.replied_at IS NOT NULL AS replied,
        CASE WHEN c.fallback_of IS NOT NULL THEN r.failed_for END AS failed_for
      FROM campaign_recipients r JOIN campaigns c ON c.id = r.campaign_id
      WHERE r.message_id = ANY(${[...byMessage.keys()]}::uuid[])`
    if (known.length > 0) yield* hold([...new Set(known.map(({ campaignId }) => campaignId))])
    const sums = new Sums()
    const changes = known.map((row) => changeOf(row, byMessage.get(row.messageId) ?? [], sums))
    if (changes.length > 0) yield* write(changes, sums)
    yield* Effect.forEach(sums.forSms, ([campaign, nos]) => giveToFallback(sql, campaign, nos, "failed"), {
      discard: true,
    })
    yield* Effect.forEach(sums.alarms, ([campaign, alarm]) => heed(campaign, alarm), { discard: true })
    return events.length
  })).pipe(Effect.withSpan("CampaignOutcomes.step"))

  const work = Effect.gen(function* () {
    const events = yield* step
    if (events < batchMax) yield* Effect.sleep(events > 0 ? lookWhenBusy : lookWhenIdle)
  }).pipe(
    Effect.catchCause((cause) =>
      Effect.andThen(
        Effect.logWarning("campaigns were not counted on", cause),
        Effect.sleep(restAfterFailure),
      )
    ),
    Effect.forever,
  )
  yield* Effect.forkScoped(work)
}))
