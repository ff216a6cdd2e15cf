import { Context, Effect, Layer, Queue } from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"

/** More would mean that providers are far slower than agents: the sweeper finds what did not fit. */
export const waitingMax = 20_000

/** A conversation in which something waits, and the account that is to send it. */
export interface Waiting {
  readonly id: ConversationId
  /** Empty where the Sender ID is no longer there. */
  readonly accountId: string
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
