import { Effect, Stream } from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import type { Timeline } from "../conversations/Timeline.ts"

/** Items that are read at once. */
const pageSize = 200

export interface Period {
  readonly conversationId: ConversationId
  readonly workspaceId: WorkspaceId
  /** Items are numbered 1 … `lastSeq` without a gap (CONV-2). */
  readonly lastSeq: number
  readonly from: number | null
  readonly until: number | null
}

/**
 * Which items of a conversation are of a period, and a stream of them, page by page. Items are as old as their numbers say,
 * so the period's ends are found by halving: a few looks, however long the conversation.
 */
export const readPeriod = Effect.fn("readPeriod")(
  function* (timeline: Timeline["Service"], { conversationId, workspaceId, ...period }: Period) {
    const page = (after: number, limit: number) =>
      timeline.page(workspaceId, conversationId, { after, before: null, limit })

    /** The number of the first item at or after a moment; one more than the last where there is none. */
    const firstAt = Effect.fnUntraced(function* (moment: number) {
      let [low, high] = [1, period.lastSeq + 1]
      while (low < high) {
        const middle = Math.floor((low + high) / 2)
        const [item] = yield* page(middle - 1, 1)
        if (item === undefined || item.at >= moment) high = middle
        else low = middle + 1
      }
      return low
    })

    const first = period.from === null ? 1 : yield* firstAt(period.from)
    const end = period.until === null ? period.lastSeq + 1 : yield* firstAt(period.until)
    const count = Math.max(0, end - first)
    const pages: Stream.Stream<
      ReadonlyArray<TimelineItem>,
      Effect.Error<ReturnType<typeof page>>
    > = Stream.fromIterable(
      Array.from({ length: Math.ceil(count / pageSize) }, (_, index) => first + index * pageSize),
    ).pipe(Stream.mapEffect((from) => page(from - 1, Math.min(pageSize, end - from))))
    return { count, pages }
  },
)
