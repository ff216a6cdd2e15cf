import { Context, Effect, Layer, Queue } from "effect"
import type { PermissionKey } from "./Permissions.ts"

/** More would mean a storm of opt-outs: what does not fit is found by the sweeper of the webhook inbox. */
const waitingMax = 2048

/** Where it is said that a number's permission was changed and word of it waits for its conversations. */
export class PermissionNotes extends Context.Service<PermissionNotes, {
  readonly remind: (number: PermissionKey) => Effect.Effect<void>
  readonly take: Effect.Effect<PermissionKey>
}>()("desk/server/consent/PermissionNotes") {
  static readonly layer = Layer.effect(
    PermissionNotes,
    Effect.gen(function* () {
      const queue = yield* Queue.dropping<PermissionKey>(waitingMax)
      return PermissionNotes.of({
        remind: (number) => Effect.asVoid(Queue.offer(queue, number)),
        take: Queue.take(queue),
      })
    }),
  )
}
