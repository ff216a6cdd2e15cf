import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer } from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { WorkspaceReads } from "../database/WorkspaceReads.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { selectTimeline, timelineItemOf, type TimelineRow } from "./TimelineRow.ts"

/** Which part of a timeline: the items after `after`, or the last ones before `before` where that is given. */
export interface TimelinePage {
  readonly after: number
  readonly before: number | null
  readonly limit: number
}

/** Reads timelines. Whether the reader may see the conversation is for the caller to ask first (`Inbox.row`). */
export class Timeline extends Context.Service<Timeline, {
  /** In order of seq. */
  readonly page: (
    workspaceId: WorkspaceId,
    id: ConversationId,
    page: TimelinePage,
  ) => Effect.Effect<ReadonlyArray<TimelineItem>, Unavailable>
  readonly message: (
    workspaceId: WorkspaceId,
    id: ConversationId,
    messageId: MessageId,
  ) => Effect.Effect<TimelineItem, Refusal | Unavailable>
}>()("desk/server/conversations/Timeline") {
  static readonly layer = Layer.effect(
    Timeline,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const reads = yield* WorkspaceReads

      const page = Effect.fn("Timeline.page")(
        function* (
          workspaceId: WorkspaceId,
          id: ConversationId,
          { after, before, limit }: TimelinePage,
        ) {
          const rows = yield* (before === null
            ? sql<TimelineRow>`${selectTimeline(sql)}
              WHERE i.conversation_id = ${id} AND i.seq > ${after} ORDER BY i.seq LIMIT ${limit}`
            : sql<TimelineRow>`${selectTimeline(sql)}
              WHERE i.conversation_id = ${id} AND i.seq > ${after} AND i.seq < ${before}
              ORDER BY i.seq DESC LIMIT ${limit}`).pipe(reads.of(sql, workspaceId))
          return rows.map(timelineItemOf).sort((a, b) => a.seq - b.seq)
        },
        orUnavailable("The messages could not be read. Try again."),
      )

      const message = Effect.fn("Timeline.message")(function* (
        workspaceId: WorkspaceId,
        id: ConversationId,
        messageId: MessageId,
      ) {
        const [row] = yield* sql<TimelineRow>`${selectTimeline(sql)}
          WHERE i.conversation_id = ${id} AND i.message_id = ${messageId}`.pipe(reads.of(sql, workspaceId))
        return row
          ? timelineItemOf(row)
          : yield* new Refusal({ code: "not_found", message: "There is no such message." })
      }, orUnavailable("The message could not be read. Try again."))

      return Timeline.of({ page, message })
    }),
  )
}
