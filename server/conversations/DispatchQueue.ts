import { Context, Effect, Layer, Queue, type Scope } from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type { ClaimedMessage } from "./ConversationEntity.ts"

/** More would mean that providers are far slower than agents: the sweeper finds what did not fit. */
export const waitingMax = 20_000

/** What is due within this time is waited for in memory; what is due later is a job's, and the sweeper's. */
export const timedMillisMax = 60_000

/** A conversation in which something waits, and what it is to be sent from. */
export interface Waiting {
  readonly id: ConversationId
  readonly senderId: SenderId
  /** All that waits in it is of campaigns: it lets agents' messages pass. */
  readonly campaign: boolean
  /** Not to be claimed before this time, epoch milliseconds: 0 for at once. */
  readonly at: number
  /** The provider answers again: it is not to wait for its next try, unless the provider is gone once more. */
  readonly despitePause?: true
}

/** A turn to hand a message over, taken before it is committed whose it is. */
export interface Reservation {
  /** The message to send in it; null gives it back. What is said first counts. */
  readonly settle: (claimed: ClaimedMessage | null) => Effect.Effect<void>
}

type Reserve = (asking: Pick<Waiting, "campaign" | "senderId">) => Effect.Effect<Reservation | null>

/** Where actors say that something waits to be handed to a provider. */
export class DispatchQueue extends Context.Service<DispatchQueue, {
  /** This process among all that ever ran: what another claimed is of unknown outcome when its actor wakes here. */
  readonly node: string
  readonly poke: (waiting: Waiting) => Effect.Effect<void>
  readonly take: Effect.Effect<Waiting>
  /** A turn where there is one at this moment: null where somebody waits already, or nobody sends. It must be settled. */
  readonly reserve: Reserve
  /** Says who gives turns, for as long as the scope lasts. */
  readonly serve: (reserve: Reserve) => Effect.Effect<void, never, Scope.Scope>
}>()("desk/server/conversations/DispatchQueue") {
  static readonly layer = Layer.effect(
    DispatchQueue,
    Effect.gen(function* () {
      const queue = yield* Queue.dropping<Waiting>(waitingMax)
      let serving: Reserve | null = null
      return DispatchQueue.of({
        node: crypto.randomUUID(),
        poke: (waiting) => Effect.asVoid(Queue.offer(queue, waiting)),
        take: Queue.take(queue),
        reserve: (asking) => Effect.suspend(() => serving?.(asking) ?? Effect.succeed(null)),
        serve: (reserve) =>
          Effect.acquireRelease(
            Effect.sync(() => void (serving = reserve)),
            () => Effect.sync(() => void (serving = null)),
          ),
      })
    }),
  )
}
