import { Effect, Layer, Stream } from "effect"
import { Rpc } from "effect/rpc"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { SyncRpcs } from "../../domain/rpc/DeskRpcs.ts"
import { InboxRpcs } from "../../domain/rpc/InboxRpcs.ts"
import { Feed } from "../feed/Feed.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { MessageSearches } from "../search/MessageSearches.ts"
import { SimulatorHandlersLive } from "../simulator/SimulatorHandlers.ts"
import { ConversationHandlersLive } from "./ConversationHandlers.ts"

const SyncLive = SyncRpcs.toLayer(Effect.gen(function* () {
  const feed = yield* Feed
  return {
    "Desk.sync": ({ cursor }) =>
      Rpc.fork(Stream.unwrap(CurrentUser.use((viewer) => Effect.succeed(feed.follow(viewer, cursor))))),
  }
}))

const InboxLive = InboxRpcs.toLayer(Effect.gen(function* () {
  const inbox = yield* Inbox
  const messages = yield* MessageSearches
  return {
    "Inbox.list": (query) => CurrentUser.use((viewer) => inbox.list(viewer, query)),
    "Inbox.searchMessages": (search) => CurrentUser.use((viewer) => messages.find(viewer, search)),
  }
}))

/** What answers a desk's questions, noun by noun. */
export const DeskHandlersLive = Layer.mergeAll(
  SyncLive,
  InboxLive,
  ConversationHandlersLive,
  SimulatorHandlersLive,
)
