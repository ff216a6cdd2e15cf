import { PgClient } from "@effect/sql-pg"
import { Effect, FiberMap, Layer } from "effect"
import type { Statement } from "effect/sql"
import { finishedOf } from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { type Pace, paceOf } from "../../domain/sending/Pace.ts"
import { senderKindOf } from "../../domain/sender/SenderKind.ts"
import { Conversations } from "../conversations/Conversations.ts"
import { DispatchQueue } from "../conversations/DispatchQueue.ts"
import { Directory, type SenderRecord } from "../directory/Directory.ts"
import { workNotices } from "../notifications/workNotices.ts"
import { Campaigns } from "./Campaigns.ts"
import { draftOf } from "./CampaignRow.ts"
import {
  campaignThreadOf,
  type CampaignUnderWay,
  makeCampaignTurns,
  type NamedCampaign,
  type Waiting,
} from "./makeCampaignTurns.ts"
import { pauseFor, told } from "./pauseFor.ts"

/** Messages of one campaign that wait in their Sender ID's line or are on their way: what it may send in two seconds. */
const secondsInFlight = 2
const inFlightMin = 4
export const inFlightMax = 256
/** Given to their conversations in one go, and at once. */
const batchMax = 128
const handedAtOnce = 16
const takenBackPage = 500
/** A node that says nothing for so long has died. Should it only be slow, both say the same, which is taken once. */
const workerSeconds = 5
const lookEvery = "1 second"
const restWhenFull = "50 millis"
const restAfterFailure = "1 second"

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
  const { note, turnOf } = yield* makeCampaignTurns

  const lease = sql`worker = ${node}, worker_until = now() + make_interval(secs => ${workerSeconds})`

  /**
   * Whether everybody has had their turn. The SMS of a campaign end with it or after it: then it is over, and who started it
   * is told so, once.
   */
  const endsOf = Effect.fnUntraced(function* ({ endedAt, fallbackOf, id }: NamedCampaign) {
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
  const send = Effect.fnUntraced(function* (campaign: NamedCampaign, sender: SenderRecord) {
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
  const takeBack = Effect.fnUntraced(function* (campaign: NamedCampaign, sender: SenderRecord) {
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
          conversations.execute(campaignThreadOf(campaign, sender, phone).id, workspaceId, {
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
      const [row] = yield* sql<CampaignUnderWay>`
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
