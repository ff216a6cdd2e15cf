import { Effect, Fiber, Layer, Option, Queue, Stream } from "effect"
import type { ConversationId } from "../domain/conversation/ConversationId.ts"
import type { TimelineItem } from "../domain/conversation/TimelineItem.ts"
import {
  applyChange,
  applyChangeToTimeline,
  type ConversationTable,
  emptyTable,
  rowsIn,
  withRow,
} from "../domain/inbox/ConversationTable.ts"
import type { FeedCursor, SyncFrame } from "../domain/inbox/DeskChange.ts"
import type { InboxFilter } from "../domain/inbox/InboxFilter.ts"
import type { InboxCounts, InboxView } from "../domain/inbox/InboxView.ts"
import type { CurrentUser } from "../domain/rpc/Authentication.ts"
import type { User } from "../domain/user/User.ts"
import type { WorkspaceId } from "../domain/workspace/Workspace.ts"
import { Timeline } from "../server/conversations/Timeline.ts"
import { Drafts } from "../server/drafts/Drafts.ts"
import { Feed } from "../server/feed/Feed.ts"
import { OnlineDesks } from "../server/feed/OnlineDesks.ts"
import { Presence } from "../server/feed/Presence.ts"
import { FeedReader } from "../server/feed/FeedReader.ts"
import { Inbox } from "../server/inbox/Inbox.ts"
import { Notices } from "../server/notifications/Notices.ts"
import { Sessions } from "../server/session/Sessions.ts"
import { TestWorkspace } from "./TestWorkspace.ts"

/** Sessions that never end: what ends them is tested where they are made. */
const lastingSessions = Layer.mock(Sessions)({
  ended: Stream.never,
  stillValid: (sessionIds) => Effect.succeed(new Set(sessionIds)),
})

/** Conversations with lists, timelines and the feed, without HTTP. */
export const deskLayerWith = <E>(
  drafts: Layer.Layer<Drafts, E, Layer.Services<typeof Drafts.layer>>,
) =>
  Feed.layer.pipe(
    Layer.provideMerge(Layer.mergeAll(Presence.layer, drafts, Notices.layer, OnlineDesks.layer)),
    Layer.provideMerge(Layer.merge(Inbox.layer, Timeline.layer)),
    Layer.provideMerge(FeedReader.layer),
    Layer.provide(lastingSessions),
    Layer.provideMerge(TestWorkspace.layerConversations),
    Layer.orDie,
  )
export const deskLayer = deskLayerWith(Drafts.layer)

const pageSize = 100

/** An open desk without a screen: holds what it fetched and applies what it is told, as the client does. */
export class TestDesk {
  table: ConversationTable = emptyTable
  counts: InboxCounts = { senders: {}, team: {} }
  cursor: FeedCursor | null = null
  readonly timelines = new Map<ConversationId, ReadonlyArray<TimelineItem>>()
  /** Every (conversation, seq, version) that a change brought, in order. */
  readonly told: Array<string> = []
  readonly viewer: CurrentUser["Service"]

  constructor(user: User, workspaceId: WorkspaceId) {
    this.viewer = { user, workspaceId, sessionId: `session of ${user.name}` }
  }

  apply(frame: SyncFrame): void {
    if (frame._tag === "Reset") return
    this.cursor = frame.cursor
    if (frame._tag === "Opened") this.counts = frame.counts
    if (frame._tag !== "Changes") return
    if (frame.counts) this.counts = frame.counts
    for (const change of frame.changes) {
      this.table = applyChange(this.table, change)
      if (change._tag === "Gone") {
        // What happens out of sight is not told: should it come back, it is fetched again.
        this.timelines.delete(change.id)
        continue
      }
      const { row } = change
      const timeline = this.timelines.get(row.id)
      if (timeline) this.timelines.set(row.id, applyChangeToTimeline(timeline, row.id, change))
      for (const item of change.items) this.told.push(`${row.id} ${item.seq} ${item.version}`)
    }
  }

  /** Fetches every page of a view, also of what was put aside, and the timeline of each of its conversations. */
  fetch(view: InboxView) {
    return Effect.forEach(
      [{}, { aside: "done" }, { aside: "snoozed" }] as const,
      (filter) => this.fetchUnder(view, filter),
      { discard: true },
    )
  }

  private fetchUnder(view: InboxView, filter: Pick<InboxFilter, "aside">) {
    return Effect.gen({ self: this }, function* () {
      const inbox = yield* Inbox
      const timeline = yield* Timeline
      let cursor: string | null = null
      do {
        const page: {
          readonly rows: ReadonlyArray<Parameters<typeof withRow>[1]>
          readonly cursor: string | null
        } = yield* inbox.list(this.viewer, {
          view,
          ...filter,
          search: "",
          unreadOnly: false,
          channel: null,
          limit: pageSize,
          cursor,
        })
        for (const row of page.rows) {
          this.table = withRow(this.table, row)
          this.timelines.set(
            row.id,
            yield* timeline.page(this.viewer.workspaceId, row.id, { after: 0, before: null, limit: 1000 }),
          )
        }
        cursor = page.cursor
      } while (cursor !== null)
    })
  }

  rows(view: InboxView) {
    return rowsIn(this.table, view, this.viewer.user.id)
  }

  /** Opens the sync stream where the desk stands and applies its frames until one of them makes `done` true. */
  followUntil(done: (frame: SyncFrame, desk: TestDesk) => boolean) {
    return Effect.gen({ self: this }, function* () {
      const feed = yield* Feed
      return yield* feed.follow(this.viewer, this.cursor).pipe(
        Stream.tap((frame) => Effect.sync(() => this.apply(frame))),
        Stream.takeUntil((frame) => done(frame, this)),
        Stream.runLast,
        Effect.map(Option.getOrUndefined),
      )
    })
  }

  /** Opens the sync stream and returns once the first frame is there; `until` then waits for a condition. */
  open(done: (frame: SyncFrame, desk: TestDesk) => boolean) {
    return Effect.gen({ self: this }, function* () {
      const opened = yield* Queue.bounded<"opened">(1)
      const fiber = yield* Effect.forkScoped(this.followUntil((frame, desk) => {
        if (frame._tag === "Opened") Queue.offerUnsafe(opened, "opened")
        return done(frame, desk)
      }))
      yield* Queue.take(opened)
      return { finished: Fiber.join(fiber) }
    })
  }
}

/** Whether a frame brings a message with this text. */
export const brings = (frame: SyncFrame, text: string): boolean =>
  frame._tag === "Changes" &&
  frame.changes.some((change) =>
    change._tag === "Changed" && change.items.some((item) => item._tag === "Message" && item.text === text)
  )
