import { PgClient } from "@effect/sql-pg"
import { Clock, Effect, FiberMap, FiberSet, Layer, Metric, Option, Schedule, Semaphore } from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { DispatchOutcome } from "../../domain/conversation/ConversationCommand.ts"
import { ChannelAdapters } from "../channels/ChannelAdapters.ts"
import { Directory } from "../directory/Directory.ts"
import { DeskConfig } from "../DeskConfig.ts"
import type { ClaimedMessage } from "./ConversationEntity.ts"
import { Conversations } from "./Conversations.ts"
import { OutboundFiles } from "../media/OutboundFiles.ts"
import { DispatchQueue, type Waiting, waitingMax } from "./DispatchQueue.ts"

/** Provider calls at once, per account: a slow provider holds up neither another nor the desk. */
export const callsMaxPerAccount = 32
const sweepEvery = "15 seconds"
const sweepMax = 1000
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

const filesNotRead: DispatchOutcome = {
  _tag: "Deferred",
  error: {
    code: "file_not_read",
    class: "transient",
    text: "The file could not be read. It will be tried again.",
  },
  afterMillis: null,
}

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
  const calls = new Map<string, Semaphore.Semaphore>()
  const inLine = new Set<ConversationId>()
  const retries = yield* FiberMap.make<ConversationId>()
  const underway = yield* FiberSet.make()
  let stopping = false
  yield* Effect.addFinalizer(() => {
    stopping = true
    return Effect.ignore(Effect.timeout(FiberSet.awaitEmpty(underway), drainFor))
  })

  const callsOf = (accountId: string): Semaphore.Semaphore => {
    const known = calls.get(accountId) ?? Semaphore.makeUnsafe(callsMaxPerAccount)
    calls.set(accountId, known)
    return known
  }

  const send = Effect.fn("Dispatcher.send")(function* (id: ConversationId, message: ClaimedMessage) {
    const { accounts, senders } = yield* directory.snapshot
    const sender = senders.get(message.senderId)
    const account = sender && accounts.get(sender.accountId)
    const adapter = account && Option.getOrUndefined(adapters.adapterFor(account.credentials.kind))
    if (!sender || !account || !adapter) return gone
    yield* Metric.update(Metric.withAttributes(sends, { kind: adapter.kind }), 1)
    const files = message.content.media.length === 0
      ? []
      : yield* outbound.of(id, message.messageId).pipe(Effect.orElseSucceed(() => null))
    if (files === null) return filesNotRead
    return yield* adapter.send({
      account,
      conversationId: id,
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
        `?conversation=${id}&message=${message.messageId}`,
    }).pipe(
      // A fault of ours half-way through: it may have been sent.
      Effect.catchCause((cause) =>
        Effect.as(Effect.logError("send failed", cause), { _tag: "Unknown" } satisfies DispatchOutcome)
      ),
    )
  })

  const run = Effect.fn("Dispatcher.run")(function* ({ accountId, id }: Waiting) {
    inLine.delete(id)
    if (stopping) return
    const { claimed, nextAt } = yield* conversations.claim(id, queue.node)
    if (nextAt !== null) {
      const pause = Math.max(0, nextAt - (yield* Clock.currentTimeMillis))
      yield* FiberMap.run(retries, id, Effect.delay(queue.poke({ accountId, id }), pause))
    }
    if (claimed === null) return
    const outcome = yield* send(id, claimed)
    const { attempt, messageId, workspaceId } = claimed
    yield* conversations.execute(id, workspaceId, { _tag: "ReportDispatch", messageId, attempt, outcome })
      .pipe(
        Effect.retry({ schedule: untilReported, while: (error) => error._tag === "Unavailable" }),
      )
  })

  // Claimed only when its call can be made at once: until then it can be cancelled, and the customer can opt out (OPT-3).
  const worker = Effect.gen(function* () {
    const waiting = yield* queue.take
    if (inLine.has(waiting.id) || inLine.size >= waitingMax) return
    inLine.add(waiting.id)
    yield* Effect.suspend(() => run(waiting)).pipe(
      callsOf(waiting.accountId).withPermits(1),
      // Not claimed, or not accepted as reported: the sweeper asks again.
      Effect.catchCause((cause) => Effect.logWarning("dispatch run failed", cause)),
      FiberSet.run(underway),
    )
  }).pipe(Effect.forever)

  /** What this process forgot, or another left behind, and what did not fit into the queue. */
  const sweep = Effect.gen(function* () {
    const rows = yield* sql<Waiting>`
      SELECT DISTINCT conversation_id AS id, account_id FROM deliveries
      WHERE status IN ('queued', 'dispatching') AND NOT unconfirmed AND (retry_at IS NULL OR retry_at <= now())
      LIMIT ${sweepMax}`
    // Claimed from where its actor lives: no answer to a claim is lost between nodes.
    yield* Effect.forEach(rows.filter(({ id }) => conversations.livesHere(id)), queue.poke, { discard: true })
  }).pipe(Effect.catchCause((cause) => Effect.logWarning("dispatch sweep failed", cause)))

  yield* Effect.forkScoped(worker)
  yield* Effect.forkScoped(Effect.repeat(sweep, Schedule.spaced(sweepEvery)))
}))
