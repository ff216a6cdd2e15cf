import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { FeedCursor, SyncFrame } from "../../domain/inbox/DeskChange.ts"
import { refusals } from "./problemOf.ts"

/** The frames of a desk's WebSocket as server-sent events, but for what is about desks alone; `Problem` is the last one, when the desk ends the stream. */
export const SyncEvent = Schema.Struct({
  id: Schema.optionalKey(Schema.String),
  event: Schema.Literals([
    "Opened",
    "Changes",
    "DirectoryChanged",
    "Presence",
    "Heartbeat",
    "Reset",
    "Problem",
  ]),
  data: Schema.fromJsonString(Schema.Union([SyncFrame, ...refusals])),
})
export type SyncEvent = typeof SyncEvent.Type

const description = "where to resume: the id of the last event seen; empty for now"
const Cursor = Schema.optionalKey(Schema.Union([Schema.Literal(""), FeedCursor]).annotate({ description }))

export class SyncApi extends HttpApiGroup.make("sync")
  .add(
    HttpApiEndpoint.get("sync", "/sync", {
      query: { cursor: Cursor },
      headers: { "last-event-id": Cursor },
      success: HttpApiSchema.StreamSse({ events: SyncEvent }),
    }).annotateMerge(OpenApi.annotations({
      summary: "Follow every change, as it happens",
      description:
        "Server-sent events: first `Opened`, then what was missed since the cursor, then each change. The event's id is " +
        "the cursor to resume from, by `?cursor=` or `Last-Event-ID`, which goes first. After `Reset` fetch everything " +
        "again and follow without a cursor. A `Heartbeat` comes every 5 seconds.",
    })),
  )
  .annotateMerge(OpenApi.annotations({ title: "Live changes" })) {}
