import { Effect } from "effect"
import { SenderRpcs } from "../../domain/rpc/SenderRpcs.ts"
import { adminOnly } from "../session/adminOnly.ts"
import { Senders } from "./Senders.ts"

export const SenderHandlersLive = SenderRpcs.toLayer(
  Effect.map(Senders.use(Effect.succeed), (senders) => ({
    "Sender.save": ({ id, next, seen }) =>
      Effect.flatMap(adminOnly, (viewer) => senders.save(viewer, id, seen, next)),
    "Sender.add": (asked) => Effect.flatMap(adminOnly, (viewer) => senders.add(viewer, asked)),
    "Sender.holders": ({ id }) => Effect.flatMap(adminOnly, (viewer) => senders.holders(viewer, id)),
  })),
)
