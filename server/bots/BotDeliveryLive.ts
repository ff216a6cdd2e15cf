import { PgClient } from "@effect/sql-pg"
import { Cause, Effect, Layer, Metric, Semaphore } from "effect"
import type { Statement } from "effect/sql"
import type { BotId } from "../../domain/bot/BotMark.ts"
import type { BotTurn } from "../../domain/bot/BotTurn.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { mediaPath } from "../../domain/media/Upload.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { SecretBox } from "../accounts/SecretBox.ts"
import { apiItemOf } from "../api/ApiItem.ts"
import { timestampOf } from "../api/Timestamp.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { Conversations } from "../conversations/Conversations.ts"
import { Timeline } from "../conversations/Timeline.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { Directory } from "../directory/Directory.ts"
import { BotDoor, BotNotReached } from "./BotDoor.ts"
import { botWork } from "./BotQueue.ts"
import { type BotWebhookBody, encodeBotWebhook } from "./BotWebhookBody.ts"

/** The pauses between tries, seconds. With the usual limit of 5 s for each try they take less than a minute. */
const pausesSeconds = [1, 3, 8, 15]
/** Whoever claimed a webhook and says nothing for so much longer than the bot may take has died. */
const claimSecondsMore = 5
/** Webhooks on their way at once, of all bots and of one: a slow one does not hold up others. */
const underWayMax = 32
const underWayOfOneMax = 8
/** A bot that lost so many messages in a row is left alone for a while. */
const failuresMax = 5
const skippedMinutes = 5
const lookEvery = "1 second"
/** Of a hand-over that the conversation could not take just now. */
const againSeconds = 5

/** What a bot has that answers. */
export const inOrder = (sql: PgClient.PgClient): Statement.Fragment =>
  sql`failures = 0, problem = NULL, skipped_until = NULL, failing_since = NULL`

export const secretPlace = (bot: string): string => `bots/${bot}`

interface Claimed {
  readonly id: string
  readonly webhookId: string
  readonly workspaceId: WorkspaceId
  readonly conversationId: ConversationId
  readonly botId: BotId
  readonly turn: number
  readonly seq: number
  readonly attempts: number
}

interface Told {
  readonly name: string
  readonly url: string
  readonly sealedSecret: string
  readonly timeLimitSeconds: number
  readonly failures: number
  readonly skipped: boolean
  readonly active: BotTurn | null
  /** Whether it is still the bot of the conversation's Sender ID. */
  readonly answersHere: boolean
  /** Whether the customer waits for nothing more, since it answered them. */
  readonly answered: boolean
  readonly senderId: string
  readonly channel: Channel
  readonly address: string
  readonly contact: string | null
}

const outcomes = Metric.counter("desk_bot_webhooks_total", {
  description: "webhooks to bots, by what became of them",
  incremental: true,
})

const removed = "The bot was removed."
const switchedOff = "It no longer answers on this Sender ID."
const unreadable = new BotNotReached({
  message: "Its secret can no longer be read. Make a new one in Settings, Bots.",
  forGood: true,
})
const leftAlone = new BotNotReached({ message: "It did not answer several times in a row.", forGood: true })

/**
 * Tells bots of what came in (BOT-1). A webhook is claimed by a statement that skips what others claim, and only where none
 * before it in its conversation waits: so each conversation's come in order, at least once, under an id that stays. What a
 * bot does not take goes to people.
 */
export const BotDeliveryLive = Layer.effectDiscard(Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const door = yield* BotDoor
  const box = yield* SecretBox
  const conversations = yield* Conversations
  const timeline = yield* Timeline
  const directory = yield* Directory
  const audit = yield* AuditLog
  const { publicUrl } = yield* DeskConfig
  const work = yield* botWork
  const places = yield* Semaphore.make(underWayMax)
  const underWay = new Map<BotId, number>()

  const claim = Effect.suspend(() => {
    const busy = [...underWay].filter(([, count]) => count >= underWayOfOneMax).map(([id]) => id)
    return sql<Claimed>`
        UPDATE bot_deliveries d SET attempts = attempts + 1, due_at = now() + make_interval(secs =>
          coalesce((SELECT time_limit_seconds FROM bots WHERE bots.id = d.bot_id), 0) + ${claimSecondsMore})
        WHERE d.id = (
          SELECT w.id FROM bot_deliveries w WHERE w.due_at <= now() AND w.bot_id <> ALL (${busy}::uuid[])
            AND NOT EXISTS (SELECT FROM bot_deliveries e
              WHERE e.conversation_id = w.conversation_id AND e.id < w.id)
          ORDER BY w.due_at, w.id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING d.id::text, d.webhook_id, d.workspace_id, d.conversation_id, d.bot_id, d.turn, d.seq, d.attempts`
  })

  const read = ({ botId, conversationId }: Claimed) =>
    sql<Told>`
        SELECT b.name, b.url, b.sealed_secret, b.time_limit_seconds, b.failures,
          coalesce(b.skipped_until > now(), false) AS skipped, c.bot AS active, c.sender_id, c.channel,
          coalesce(s.bot_id = b.id, false) AS answers_here, c.waiting_since IS NULL AS answered, c.reply_to AS address, contact.name AS contact
        FROM bots b JOIN conversations c ON c.id = ${conversationId} AND c.workspace_id = b.workspace_id
        JOIN senders s ON s.id = c.sender_id
        LEFT JOIN contact_phones phone ON phone.workspace_id = c.workspace_id AND phone.canonical = c.address
        LEFT JOIN contacts contact ON contact.id = phone.contact_id
        WHERE b.id = ${botId}`

  const forget = ({ conversationId, id, turn }: Claimed, all: boolean) =>
    sql`DELETE FROM bot_deliveries WHERE conversation_id = ${conversationId}
        AND ${all ? sql`turn = ${turn}` : sql`id = ${id}::bigint`}`

  const later = ({ attempts, id }: Claimed, seconds: number) =>
    sql`UPDATE bot_deliveries SET due_at = now() + make_interval(secs => ${seconds})
        WHERE id = ${id}::bigint AND attempts = ${attempts}`

  /** Never silence: people get what the bot did not take, or hear of its end where the customer waits. */
  const handOver = Effect.fnUntraced(function* (claimed: Claimed, reason: string) {
    const { botId, conversationId, turn, workspaceId } = claimed
    const done = yield* conversations.execute(conversationId, workspaceId, {
      _tag: "HandOver",
      bot: botId,
      turn,
      why: "down",
      reason,
    }).pipe(
      Effect.as(true),
      // The turn is over already.
      Effect.catchTag("Refusal", () => Effect.succeed(true)),
      Effect.catchTag("Unavailable", () => Effect.succeed(false)),
    )
    yield* done ? forget(claimed, true) : later(claimed, againSeconds)
  })

  const failed = Effect.fnUntraced(function* ({ botId, workspaceId }: Claimed, { message }: BotNotReached) {
    const [bot] = yield* sql<{ readonly name: string; readonly failures: number }>`
        UPDATE bots SET failures = failures + 1, problem = ${message}, failing_since = coalesce(failing_since, now()),
          skipped_until = CASE WHEN failures + 1 >= ${failuresMax}
            THEN now() + make_interval(mins => ${skippedMinutes}) ELSE skipped_until END
        WHERE id = ${botId} RETURNING name, failures`
    if (!bot || (bot.failures > 1 && bot.failures < failuresMax)) return
    // Admins hear of the first (HOOK-6), and every node of when it is left alone.
    yield* directory.changed
    if (bot.failures < failuresMax) return
    yield* audit.recordOften({
      workspaceId,
      actor: { user: null, address: null },
      action: "bot_paused",
      subject: { kind: "bot", id: botId, name: bot.name },
      detail: { note: message },
    })
  })

  const worked = Effect.fnUntraced(function* ({ botId }: Claimed, { failures }: Told) {
    if (failures === 0) return
    yield* sql`UPDATE bots SET ${inOrder(sql)} WHERE id = ${botId}`
    yield* directory.changed
  })

  const bodyOf = Effect.fnUntraced(function* (claimed: Claimed, told: Told) {
    const { botId, conversationId, seq, workspaceId } = claimed
    const [item] = yield* timeline.page(workspaceId, conversationId, {
      after: seq - 1,
      before: null,
      limit: 1,
    })
    if (item?._tag !== "Message" || item.kind === "erased") return null
    const body: BotWebhookBody = {
      type: "message.received",
      timestamp: timestampOf(item.at),
      data: {
        bot: { id: botId, name: told.name },
        conversation: {
          id: conversationId,
          senderId: told.senderId,
          channel: told.channel,
          address: told.address,
          name: told.contact,
        },
        message: apiItemOf(
          item,
          () => null,
          (messageId, position) => publicUrl + mediaPath(conversationId, messageId, position),
        ),
      },
    }
    return yield* encodeBotWebhook(body)
  })

  const send = Effect.fnUntraced(function* (claimed: Claimed, told: Told, body: string) {
    const { botId, webhookId } = claimed
    const { sealedSecret, timeLimitSeconds, url } = told
    const secret = yield* box.open(sealedSecret, secretPlace(botId)).pipe(Effect.mapError(() => unreadable))
    yield* door.send({ id: `msg_${webhookId}`, url, secret, timeLimitSeconds, body })
  })

  const deliver = Effect.fnUntraced(function* (claimed: Claimed) {
    const [told] = yield* read(claimed)
    if (!told) return yield* handOver(claimed, removed)
    if (told.active?.seq !== claimed.turn) return yield* forget(claimed, true)
    if (!told.answersHere) return yield* handOver(claimed, switchedOff)
    if (told.skipped) return yield* handOver(claimed, leftAlone.message)
    const body = yield* bodyOf(claimed, told)
    if (body === null) return yield* forget(claimed, false)
    const failure = yield* send(claimed, told, body).pipe(
      Effect.match({ onSuccess: () => null, onFailure: (error) => error }),
    )
    const pause = pausesSeconds[claimed.attempts - 1]
    const outcome = failure === null
      ? "taken"
      : failure.forGood || pause === undefined
      ? "handed_over"
      : "later"
    yield* Metric.update(Metric.withAttributes(outcomes, { outcome }), 1)
    if (failure === null) {
      yield* forget(claimed, false)
      return yield* worked(claimed, told)
    }
    if (!failure.forGood && pause !== undefined) return yield* later(claimed, pause)
    // It may be slow to say so, and have answered all the same.
    const [now] = failure.forGood ? [] : yield* read(claimed)
    if (now?.answered) return yield* forget(claimed, false)
    yield* handOver(claimed, failure.message)
    yield* failed(claimed, failure)
  })

  const count = (bot: BotId, by: 1 | -1) =>
    Effect.sync(() => {
      const now = (underWay.get(bot) ?? 0) + by
      if (now > 0) underWay.set(bot, now)
      else underWay.delete(bot)
    })

  const once = Effect.fnUntraced(function* (claimed: Claimed) {
    yield* deliver(claimed).pipe(
      Effect.catchCause((cause) => Effect.logWarning("a bot was not told of a message", cause)),
      // What waits behind it may go now.
      Effect.ensuring(Effect.andThen(count(claimed.botId, -1), work.open)),
    )
  })

  /** Gives back whether there was something to deliver; that goes on beside. */
  const takeNext = Effect.gen(function* () {
    yield* places.take(1)
    const [claimed] = yield* claim.pipe(Effect.onError(() => places.release(1)))
    if (!claimed) {
      yield* places.release(1)
      return false
    }
    yield* count(claimed.botId, 1)
    yield* once(claimed).pipe(Effect.ensuring(places.release(1)), Effect.forkScoped)
    return true
  })

  yield* Effect.gen(function* () {
    yield* Effect.timeoutOption(work.await, lookEvery)
    yield* work.close
    yield* takeNext.pipe(
      Effect.repeat({ while: (more) => more }),
      Effect.catchCause((cause) =>
        Effect.logWarning("bots could not be told of messages", errorSummary(Cause.squash(cause)))
      ),
    )
  }).pipe(Effect.forever, Effect.forkScoped)
}))
