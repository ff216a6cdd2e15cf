import { Context, Effect, Layer, Queue } from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"

/** More would mean that providers are far slower than agents: the sweeper finds what did not fit. */
const waitingMax = 20_000

/** Where actors say that something waits to be handed to a provider. */
export class DispatchQueue extends Context.Service<DispatchQueue, {
  /** This process among all that ever ran: what another claimed is of unknown outcome when its actor wakes here. */
  readonly node: string
  readonly poke: (id: ConversationId) => Effect.Effect<void>
  readonly take: Effect.Effect<ConversationId>
}>()("desk/server/conversations/DispatchQueue") {
  static readonly layer = Layer.effect(
    DispatchQueue,
    Effect.gen(function* () {
      const waiting = yield* Queue.dropping<ConversationId>(waitingMax)
      return DispatchQueue.of({
        node: crypto.randomUUID(),
        poke: (id) => Effect.asVoid(Queue.offer(waiting, id)),
        take: Queue.take(waiting),
      })
    }),
  )
}
