import { Effect } from "effect"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { PushRpcs } from "../../domain/rpc/PushRpcs.ts"
import { PushSubscriptions } from "./PushSubscriptions.ts"

export const PushHandlersLive = PushRpcs.toLayer(Effect.gen(function* () {
  const push = yield* PushSubscriptions
  return PushRpcs.of({
    "Push.key": () => Effect.map(push.keys, ({ publicKey }) => ({ key: publicKey })),
    "Push.subscribe": (subscription) => CurrentUser.use((viewer) => push.subscribe(viewer, subscription)),
    "Push.unsubscribe": ({ endpoint }) => CurrentUser.use((viewer) => push.unsubscribe(viewer, endpoint)),
  })
}))
