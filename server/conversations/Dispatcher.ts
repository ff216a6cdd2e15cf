import { PgClient } from "@effect/sql-pg"
import { Clock, Effect, FiberMap, FiberSet, Layer, Metric, Option, Schedule, Semaphore } from "effect"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { DispatchOutcome } from "../../domain/conversation/ConversationCommand.ts"
import { ChannelAdapters } from "../channels/ChannelAdapters.ts"
import { Directory } from "../directory/Directory.ts"
import { DeskConfig } from "../DeskConfig.ts"
import type { ClaimedMessage } from "./ConversationEntity.ts"
import { Conversations } from "./Conversations.ts"
import { DispatchQueue } from "./DispatchQueue.ts"

/** Provider calls at once, per account: a slow provider holds up neither another nor the desk. */
export const callsMaxPerAccount = 32
const runsMax = 1024
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
  const config = yield* DeskConfig
  const runs = yield* Semaphore.make(runsMax)
  const calls = new Map<string, Semaphore.Semaphore>()
  const retries = yield* FiberMap.make<ConversationId>()
  const underway = yield* FiberSet.make()
  yield* Effect.addFinalizer(() => Effect.ignore(Effect.timeout(FiberSet.awaitEmpty(underway), drainFor)))

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
    return yield* adapter.send({
      account,
      conversationId: id,
      messageId: message.messageId,
      attempt: message.attempt,
      channel: message.channel,
      from: sender.address,
      to: message.to,
      content: message.content,
      statusCallbackUrl:
        `${config.publicUrl}/webhooks/${adapter.kind}/${encodeURIComponent(account.id)}/status` +
        `?conversation=${id}&message=${message.messageId}`,
    }).pipe(
      callsOf(account.id).withPermits(1),
      // A fault of ours half-way through: it may have been sent.
      Effect.catchCause((cause) =>
        Effect.as(Effect.logError("send failed", cause), { _tag: "Unknown" } satisfies DispatchOutcome)
      ),
    )
  })

  const run = Effect.fn("Dispatcher.run")(function* (id: ConversationId) {
    const { claimed, nextAt } = yield* conversations.claim(id, queue.node)
    if (nextAt !== null) {
      const pause = Math.max(0, nextAt - (yield* Clock.currentTimeMillis))
      yield* FiberMap.run(retries, id, Effect.delay(queue.poke(id), pause))
    }
    if (claimed === null) return
    const outcome = yield* send(id, claimed)
    const sender = (yield* directory.snapshot).senders.get(claimed.senderId)
    if (!sender) return
    const { attempt, messageId } = claimed
    yield* conversations.execute(id, sender.workspaceId, {
      _tag: "ReportDispatch",
      messageId,
      attempt,
      outcome,
    }).pipe(
      Effect.retry({ schedule: untilReported, while: (error) => error._tag === "Unavailable" }),
    )
  })

  const worker = Effect.flatMap(queue.take, (id) =>
    runs.withPermits(1)(run(id)).pipe(
      // Not claimed, or not accepted as reported: the sweeper asks again.
      Effect.catchCause((cause) => Effect.logWarning("dispatch run failed", cause)),
      FiberSet.run(underway),
    )).pipe(Effect.forever)

  const sweep = Effect.gen(function* () {
    const rows = yield* sql<{ readonly conversationId: ConversationId }>`
      SELECT DISTINCT conversation_id FROM deliveries
      WHERE status IN ('queued', 'dispatching') AND NOT unconfirmed LIMIT ${sweepMax}`
    yield* Effect.forEach(rows, (row) => queue.poke(row.conversationId), { discard: true })
  }).pipe(Effect.catchCause((cause) => Effect.logWarning("dispatch sweep failed", cause)))

  yield* Effect.forkScoped(worker)
  yield* Effect.forkScoped(Effect.repeat(sweep, Schedule.spaced(sweepEvery)))
}))
