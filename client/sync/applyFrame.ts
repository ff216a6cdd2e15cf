import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import type { TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import type { Draft } from "../../domain/draft/Draft.ts"
import type { ConversationChange, Directory, SyncFrame } from "../../domain/inbox/DeskChange.ts"
import { type InboxRow, maySeeRow } from "../../domain/inbox/InboxRow.ts"
import type { Viewing } from "../../domain/inbox/Presence.ts"
import type { InboxCounts } from "../../domain/inbox/InboxView.ts"
import { deskId } from "./deskId.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { RowTable } from "./RowTable.ts"
import type { Timeline } from "./Timeline.ts"

export type ArrivalListener = (row: InboxRow, item: TimelineItem) => void

/** Null: any draft may have changed unseen. */
export type DraftListener = (draft: Draft | null) => void

/** What the frames of the feed change. */
export interface FrameTargets {
  readonly rows: RowTable
  /** The timelines that are held; others are fetched when they are opened. */
  readonly timeline: (id: ConversationId) => Timeline | undefined
  /** A message of ours, or a note, is at the server. */
  readonly confirm: (id: MessageId) => void
  readonly arrived: ArrivalListener
  readonly setPresent: (users: ReadonlyArray<UserId>) => void
  readonly tellDraft: DraftListener
  readonly setUnreadNotices: (unread: number) => void
  readonly setDirectory: (directory: Directory) => void
  readonly setCounts: (counts: InboxCounts) => void
  readonly setPeople: (id: ConversationId, people: ReadonlyArray<Viewing>) => void
  readonly setClock: (at: number) => void
}

const applyChange = (targets: FrameTargets, change: ConversationChange): void => {
  if (change._tag === "Gone") {
    targets.rows.apply(change)
    // It is back, as a newer row said, and what happened to it meanwhile may not have been told.
    if (targets.rows.peek(change.id)) void targets.timeline(change.id)?.refresh()
    return
  }
  const known = targets.rows.peek(change.row.id)
  const newest = known?.lastSeq ?? 0
  targets.rows.apply(change)
  const timeline = targets.timeline(change.row.id)
  timeline?.merge(change.items)
  // It was out of sight, and what happened to it meanwhile was not told.
  if (!known) void timeline?.refresh()
  for (const item of change.items) {
    if (item._tag === "Note" || (item._tag === "Message" && item.direction === "out")) {
      targets.confirm(item.id)
    }
    if (item.seq > newest) targets.arrived(change.row, item)
  }
}

/** Takes a frame in: the one place where the feed changes what the desk knows. A reset changes nothing by itself. */
export const applyFrame = (targets: FrameTargets, frame: SyncFrame): void => {
  switch (frame._tag) {
    case "Opened":
    case "DirectoryChanged":
      targets.setDirectory(frame.directory)
      // A role may have been lost (SYNC-3): nobody tells then of each conversation that it is out of sight.
      targets.rows.keepOnly((row) => maySeeRow(row, frame.directory.me))
      targets.setCounts(frame.counts)
      if (frame._tag === "Opened") targets.tellDraft(null)
      break
    case "Online":
      targets.setPresent(frame.users)
      break
    case "DraftSaved":
      if (frame.desk !== deskId) targets.tellDraft(frame.draft)
      break
    case "Changes":
      for (const change of frame.changes) applyChange(targets, change)
      if (frame.counts) targets.setCounts(frame.counts)
      break
    case "NoticesChanged":
      targets.setUnreadNotices(frame.unread)
      break
    case "Presence":
      targets.setPeople(frame.id, frame.people)
      break
    case "Heartbeat":
      targets.setClock(frame.at)
      break
    case "Reset":
      break
  }
}
