import { Effect } from "effect"
import { BotRpcs } from "../../domain/rpc/BotRpcs.ts"
import { adminOnly } from "../session/adminOnly.ts"
import { Bots } from "./Bots.ts"
import { makeBotHandlers } from "./makeBotHandlers.ts"

export const BotHandlersLive = BotRpcs.toLayer(Effect.gen(function* () {
  const bots = yield* Bots
  const { end, start } = yield* makeBotHandlers
  return {
    "Bot.list": () => Effect.flatMap(adminOnly, bots.list),
    "Bot.add": ({ settings }) => Effect.flatMap(adminOnly, (viewer) => bots.add(viewer, settings)),
    "Bot.change": ({ id, next, seen }) =>
      Effect.flatMap(adminOnly, (viewer) => bots.change(viewer, id, seen, next)),
    "Bot.renew": ({ id }) => Effect.flatMap(adminOnly, (viewer) => bots.renew(viewer, id)),
    "Bot.remove": ({ id }) => Effect.flatMap(adminOnly, (viewer) => bots.remove(viewer, id)),
    "Bot.test": ({ id }) => Effect.flatMap(adminOnly, (viewer) => bots.test(viewer, id)),
    "Bot.start": ({ id }) => start(id),
    "Bot.end": ({ id }) => end(id),
  }
}))
