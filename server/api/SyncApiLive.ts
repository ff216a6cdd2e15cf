import { Effect, Stream } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import type { FeedCursor, SyncFrame } from "../../domain/inbox/DeskChange.ts"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { Feed } from "../feed/Feed.ts"
import { DeskApi } from "./DeskApi.ts"
import { problemOf } from "./problemOf.ts"
import type { SyncEvent } from "./SyncApi.ts"

/** An empty id makes a client forget its cursor, so that after a reset it does not come back with the same one. */
type ApiFrame = Exclude<SyncFrame, { readonly _tag: "DraftSaved" | "NoticesChanged" | "Online" }>
const isForPrograms = (frame: SyncFrame): frame is ApiFrame =>
  frame._tag !== "DraftSaved" && frame._tag !== "NoticesChanged" && frame._tag !== "Online"

const eventOf = (frame: ApiFrame): SyncEvent => ({
  id: frame._tag === "Reset" ? "" : frame.cursor,
  event: frame._tag,
  data: frame,
})

const given = (cursor: FeedCursor | "" | undefined): FeedCursor | null =>
  cursor === undefined || cursor === "" ? null : cursor

export const SyncApiLive = HttpApiBuilder.group(
  DeskApi,
  "sync",
  Effect.fnUntraced(function* (handlers) {
    const feed = yield* Feed
    return handlers.handle("sync", ({ headers, query }) =>
      CurrentUser.use((viewer) =>
        Effect.succeed(
          feed.follow(viewer, given(headers["last-event-id"]) ?? given(query.cursor)).pipe(
            Stream.filter(isForPrograms),
            Stream.map(eventOf),
            Stream.catch((error) => Stream.succeed<SyncEvent>({ event: "Problem", data: problemOf(error) })),
          ),
        )
      ))
  }),
)
