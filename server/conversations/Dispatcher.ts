import { PgClient } from "@effect/sql-pg"
import {
  Clock,
  Deferred,
  Effect,
  Exit,
  FiberMap,
  FiberSet,
  Layer,
  Metric,
  Option,
  Schedule,
  Stream,
} from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { DispatchOutcome } from "../../domain/conversation/ConversationCommand.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type { Refusal } from "../../domain/conversation/Refusal.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { countSegments } from "../../domain/sending/segments.ts"
import { AccountTrouble } from "../channels/AccountTrouble.ts"
import { AccountHealth } from "../accounts/AccountHealth.ts"
import { ChannelAdapters } from "../channels/ChannelAdapters.ts"
import { Directory } from "../directory/Directory.ts"
import { DeskConfig } from "../DeskConfig.ts"
import type { ClaimedMessage } from "./ConversationEntity.ts"
import { Conversations } from "./Conversations.ts"
import { OutboundFiles } from "../media/OutboundFiles.ts"
import { DispatchQueue, type Reservation, timedMillisMax, type Waiting, waitingMax } from "./DispatchQueue.ts"
import { type Asking, SenderLines, type TooFast, type Turn } from "./SenderLines.ts"

const sweepEvery = "15 seconds"
/** The sweeper looks as far ahead as it is until it looks again, so that nothing is late for want of a job. */
const sweepAheadMillis = 15_000
const sweepMax = 1000
/** Conversations whose next try is waited for in memory; the sweeper asks for the others. */
const timedMax = 20_000
/** Conversations that are tried again when their provider is back; the others are when their pause is over. */
const restingMax = 20_000
/** At the end a desk waits for the answers to what it has handed over: longer than any call may take. */
const drainFor = "20 seconds"

const sends = Metric.counter("desk_dispatches_total", {
  description: "messages handed to providers",
  incremental: true,
})

const gone: DispatchOutcome = {
  _tag: "Rejected",
  error: {
    code: "no_sender",
    class: "account",
    text: "This Sender ID cannot send now. Ask an admin to check it.",
  },
}

/** CONTACT-6: its person was erased while it was written. Without its file it would say something else. */
const fileGone: DispatchOutcome = {
  _tag: "Rejected",
  error: {
    code: "file_gone",
    class: "permanent",
    text: "The file is no longer there. Add it again, and send it again.",
  },
}

const filesNotRead: DispatchOutcome = {
  _tag: "Deferred",
  error: {
    code: "file_not_read",
    class: "transient",
    text: "The file could not be read. It will be tried again.",
  },
  afterMillis: null,
}

type Unclaimed = Refusal | Unavailable

const nothingSent = 0

/** What a message takes of its Sender ID's pace: SMS are counted by what the carrier bills (SEND-11). */
const unitsOf = ({ channel, content }: ClaimedMessage): number =>
  channel === "sms" && content.media.length === 0 ? countSegments(content.text).segments : 1

const tooFastOf = (outcome: DispatchOutcome): TooFast | null =>
  outcome._tag === "Deferred" && outcome.tooFast === "sender" ? { afterMillis: outcome.afterMillis } : null

/** An outcome must reach its conversation: nobody else knows it. Tried for as long as this process lives. */
const untilReported = Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("15 seconds")])

/**
 * Hands messages to providers, beside the actors: a conversation is claimed, sent, and told the outcome. One message of
 * a conversation is on its way at a time because the actor claims no second one (SEND-5).
 */
export const DispatcherLive = Layer.effectDiscard(Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const conversations = yield* Conversations
  const queue = yield* DispatchQueue
  const directory = yield* Directory
  const adapters = yield* ChannelAdapters
  const outbound = yield* OutboundFiles
  const config = yield* DeskConfig
  const health = yield* AccountHealth
  const lines = yield* SenderLines
  const trouble = yield* AccountTrouble
  const inLine = new Set<ConversationId>()
  const timed = yield* FiberMap.make<ConversationId>()
  /** What waits because its account's provider was not there, the longest first. */
  const resting = new Map<ConversationId, { readonly accountId: string; readonly waiting: Waiting }>()
  const waiting = yield* FiberSet.make()
  const underway = yield* FiberSet.make()
  yield* Effect.addFinalizer(() =>
    // Who waits for a turn has claimed nothing; what is claimed is answered for.
    Effect.andThen(
      FiberSet.clear(waiting),
      Effect.ignore(Effect.timeout(FiberSet.awaitEmpty(underway), drainFor)),
    )
  )

  const send = Effect.fn("Dispatcher.send")(function* (message: ClaimedMessage, turn: Turn) {
    const { conversationId } = message
    const { accounts, senders } = yield* directory.snapshot
    const sender = senders.get(message.senderId)
    const account = sender && accounts.get(sender.accountId)
    const adapter = account && Option.getOrUndefined(adapters.adapterFor(account.credentials.kind))
    if (!sender || !account || !adapter || account.disabledAt !== null) return gone
    yield* Metric.update(Metric.withAttributes(sends, { kind: adapter.kind }), 1)
    const files = message.content.media.length === 0
      ? []
      : yield* outbound.of(conversationId, message.messageId).pipe(Effect.orElseSucceed(() => null))
    if (files === null) return filesNotRead
    if (files.length < message.content.media.length) return fileGone
    yield* turn.begin(unitsOf(message))
    return yield* adapter.send({
      account,
      conversationId,
      messageId: message.messageId,
      attempt: message.attempt,
      channel: message.channel,
      from: sender.address,
      fromId: sender.numberId,
      to: message.to,
      content: message.content,
      files,
      statusCallbackUrl:
        `${config.publicUrl}/webhooks/${adapter.kind}/${encodeURIComponent(account.id)}/status` +
        `?conversation=${conversationId}&message=${message.messageId}`,
    }).pipe(
      // A fault of ours half-way through: it may have been sent.
      Effect.catchCause((cause) =>
        Effect.as(Effect.logError("send failed", cause), { _tag: "Unknown" } satisfies DispatchOutcome)
      ),
      Effect.tap((outcome) => trouble.note(account.id, outcome)),
      Effect.tap((outcome) => health.sent(account, outcome)),
    )
  })

  /** Asks again when it is due, if that is soon; later is for a job or the sweeper. */
  const askAt = Effect.fnUntraced(function* (asked: Waiting, at: number) {
    const pause = at - (yield* Clock.currentTimeMillis)
    if (pause > timedMillisMax || (yield* FiberMap.size(timed)) >= timedMax) return
    const { campaign, id, senderId } = asked
    yield* FiberMap.run(
      timed,
      id,
      Effect.delay(queue.poke({ id, senderId, campaign, at: 0 }), Math.max(0, pause)),
    )
  })

  const accountOf = Effect.fnUntraced(function* (senderId: SenderId) {
    return (yield* directory.snapshot).senders.get(senderId)?.accountId ?? ""
  })

  const rest = Effect.fnUntraced(
    function* (
      { conversationId: id, senderId }: ClaimedMessage,
      outcome: DispatchOutcome,
      campaign: boolean,
    ) {
      if (outcome._tag !== "Deferred" || outcome.tooFast !== undefined) return resting.delete(id)
      if (resting.size >= restingMax) return false
      const waiting = { id, senderId, campaign, at: 0, despitePause: true } as const
      return resting.set(id, { accountId: yield* accountOf(senderId), waiting })
    },
  )

  /** SEND-8: in the order in which they began to wait, each in its turn. */
  const providerIsBack = (accountId: string) =>
    Effect.forEach(
      [...resting.values()].filter((one) => one.accountId === accountId),
      ({ waiting }) => queue.poke(waiting),
      { discard: true },
    )

  const handOver = Effect.fnUntraced(
    function* (
      claimed: ClaimedMessage,
      turn: Turn,
      { campaign }: { readonly campaign: boolean },
    ): Effect.fn.Return<number, Unclaimed> {
      const { attempt, conversationId, messageId, workspaceId } = claimed
      const outcome = yield* send(claimed, turn)
      yield* turn.answered(tooFastOf(outcome))
      yield* rest(claimed, outcome, campaign)
      yield* conversations.execute(conversationId, workspaceId, {
        _tag: "ReportDispatch",
        messageId,
        attempt,
        outcome,
      }).pipe(Effect.retry({ schedule: untilReported, while: (error) => error._tag === "Unavailable" }))
      return unitsOf(claimed)
    },
  )

  const run = Effect.fn("Dispatcher.run")(function* (
    asked: Waiting,
    turn: Turn,
  ): Effect.fn.Return<number, Unclaimed> {
    const { id } = asked
    inLine.delete(id)
    const despitePause = asked.despitePause === true && !trouble.isTroubled(yield* accountOf(asked.senderId))
    const { claimed, nextAt } = yield* conversations.claim(id, queue.node, { despitePause })
    if (nextAt !== null) yield* askAt(asked, nextAt)
    else if (claimed === null) resting.delete(id)
    return claimed === null ? nothingSent : yield* handOver(claimed, turn, asked)
  })

  const inTurn = (turn: Turn, passage: Effect.Effect<number, Unclaimed>) =>
    passage.pipe(
      // Not claimed, or not accepted as reported: the sweeper asks again.
      Effect.tapCause((cause) => Effect.logWarning("dispatch run failed", cause)),
      Effect.onExit((exit) => turn.done(Exit.isSuccess(exit) ? exit.value : nothingSent)),
      Effect.interruptible,
      FiberSet.run(underway),
    )

  /** What is waited for at the end like any other send, from the moment at which its turn is taken. */
  const reserve = Effect.fnUntraced(function* (asking: Asking) {
    const turn = yield* lines.turnNow(asking)
    if (turn === null) return null
    const settled = yield* Deferred.make<ClaimedMessage | null>()
    yield* inTurn(
      turn,
      Effect.flatMap(
        Deferred.await(settled),
        (claimed) => claimed === null ? Effect.succeed(nothingSent) : handOver(claimed, turn, asking),
      ),
    )
    return {
      settle: (claimed) => Effect.asVoid(Deferred.succeed(settled, claimed)),
    } satisfies Reservation
  }, Effect.uninterruptible)

  // Claimed only when its call can be made at once: until then it can be cancelled, and the customer can opt out (OPT-3).
  const worker = Effect.gen(function* () {
    const asked = yield* queue.take
    if (asked.at > (yield* Clock.currentTimeMillis)) return yield* askAt(asked, asked.at)
    if (inLine.has(asked.id) || inLine.size >= waitingMax) return
    inLine.add(asked.id)
    yield* Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(restore(lines.turn(asked)), (turn) => inTurn(turn, run(asked, turn)))
    ).pipe(FiberSet.run(waiting))
  }).pipe(Effect.forever)

  /** What this process forgot, or another left behind, what did not fit into the queue, and what a lost job left. */
  const sweep = Effect.gen(function* () {
    const soon = new Date((yield* Clock.currentTimeMillis) + sweepAheadMillis)
    const rows = yield* sql<Waiting>`
      SELECT d.conversation_id AS id, c.sender_id, bool_and(coalesce(i.detail ? 'campaign', false)) AS campaign,
        coalesce(min(extract(epoch FROM greatest(d.due_at, d.retry_at)) * 1000), 0)::float8 AS at
      FROM deliveries d JOIN conversations c ON c.id = d.conversation_id
      JOIN items i ON i.conversation_id = d.conversation_id AND i.seq = d.seq
      WHERE d.status IN ('queued', 'dispatching') AND NOT d.unconfirmed AND (d.retry_at IS NULL OR d.retry_at <= ${soon})
        AND (d.due_at <= ${soon} OR (d.due_at IS NULL AND d.waits_for IS NULL))
      GROUP BY d.conversation_id, c.sender_id
      LIMIT ${sweepMax}`
    // Claimed from where its actor lives: no answer to a claim is lost between nodes.
    yield* Effect.forEach(rows.filter(({ id }) => conversations.livesHere(id)), queue.poke, { discard: true })
  }).pipe(Effect.catchCause((cause) => Effect.logWarning("dispatch sweep failed", cause)))

  yield* queue.serve(reserve)
  yield* Effect.forkScoped(worker)
  yield* Effect.forkScoped(Stream.runForEach(trouble.ended, providerIsBack))
  yield* Effect.forkScoped(Effect.repeat(sweep, Schedule.spaced(sweepEvery)))
})).pipe(Layer.provide([AccountTrouble.layer, AccountHealth.layer]))
