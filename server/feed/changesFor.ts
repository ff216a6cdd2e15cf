import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { ConversationChange } from "../../domain/inbox/DeskChange.ts"
import type { InboxCounts } from "../../domain/inbox/InboxView.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { DirectorySnapshot } from "../directory/Directory.ts"
import { rowFor } from "../inbox/ConversationSummary.ts"
import type { FeedBatch } from "./FeedReader.ts"

type Viewer = Pick<CurrentUser["Service"], "user" | "workspaceId">

/** Unread messages by user and Sender ID, as the last batch left them. */
export type CountsByUser = ReadonlyMap<UserId, ReadonlyMap<SenderId, number>>

/** What a batch of the feed says to one user: what they may see now, and what has just gone out of their sight. */
export const changesFor = (batch: FeedBatch, viewer: Viewer): ReadonlyArray<ConversationChange> => {
  const changes: Array<ConversationChange> = []
  const said = new Set<ConversationId>()
  // The newest entry of a conversation first: rows and items are read once for all of its entries.
  for (const entry of batch.entries.toReversed()) {
    if (entry.workspaceId !== viewer.workspaceId || said.has(entry.conversationId)) continue
    const summary = batch.summaries.get(entry.conversationId)
    const row = summary ? rowFor(summary, viewer.user, viewer.workspaceId) : null
    if (row) changes.push({ _tag: "Changed", row, items: batch.items.get(entry.conversationId) ?? [] })
    else if (entry.goneFor.includes(viewer.user.id)) {
      changes.push({ _tag: "Gone", id: entry.conversationId, version: entry.version })
    } else continue
    said.add(entry.conversationId)
  }
  return changes.reverse()
}

/** Whether a batch moved a number that the user's navigation shows. */
export const movesCountsOf = (batch: FeedBatch, viewer: Viewer): boolean =>
  batch.entries.some((entry) =>
    entry.workspaceId === viewer.workspaceId &&
    (viewer.user.role === "admin" ? entry.countedFor.length > 0 : entry.countedFor.includes(viewer.user.id))
  )

/** The unread counts that the user's navigation shows (INBOX-5, INBOX-6, INBOX-10). */
export const countsFor = (
  counts: CountsByUser,
  viewer: Viewer,
  directory: DirectorySnapshot,
): InboxCounts => {
  const team: Record<UserId, number> = {}
  if (viewer.user.role === "admin") {
    for (const user of directory.users.values()) {
      if (user.workspaceId !== viewer.workspaceId || user.role !== "standard" || !user.licensed) continue
      team[user.id] = [...counts.get(user.id)?.values() ?? []].reduce((sum, unread) => sum + unread, 0)
    }
  }
  return { senders: Object.fromEntries(counts.get(viewer.user.id) ?? []), team }
}
