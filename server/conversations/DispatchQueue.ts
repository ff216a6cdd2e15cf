import { Context, Effect, Layer, Queue } from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"

/** More would mean that providers are far slower than agents: the sweeper finds what did not fit. */
export const waitingMax = 20_000

/** What is due within this time is waited for in memory; what is due later is a job's, and the sweeper's. */
export const timedMillisMax = 60_000

/** A conversation in which something waits, and what it is to be sent from. */
export interface Waiting {
  readonly id: ConversationId
  readonly senderId: SenderId
  /** Not to be claimed before this time, epoch milliseconds: 0 for at once. */
  readonly at: number
}

/** Where actors say that something waits to be handed to a provider. */
export class DispatchQueue extends Context.Service<DispatchQueue, {
  /** This process among all that ever ran: what another claimed is of unknown outcome when its actor wakes here. */
  readonly node: string
  readonly poke: (waiting: Waiting) => Effect.Effect<void>
  readonly take: Effect.Effect<Waiting>
}>()("desk/server/conversations/DispatchQueue") {
  static readonly layer = Layer.effect(
    DispatchQueue,
    Effect.gen(function* () {
      const queue = yield* Queue.dropping<Waiting>(waitingMax)
      return DispatchQueue.of({
        node: crypto.randomUUID(),
        poke: (waiting) => Effect.asVoid(Queue.offer(queue, waiting)),
        take: Queue.take(queue),
      })
    }),
  )
}
