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

/** Which conversations went out of somebody's sight in a batch, for however short, with the newest version at which they did. */
const lostBy = (batch: FeedBatch, { user, workspaceId }: Viewer): ReadonlyMap<ConversationId, number> =>
  new Map(
    // An admin sees them all the same.
    user.role === "admin" ? [] : batch.entries
      .filter((entry) => entry.workspaceId === workspaceId && entry.goneFor.includes(user.id))
      .map(({ conversationId, version }) => [conversationId, version]),
  )

/**
 * What a batch of the feed says to one user: what they may see now, and what went out of their sight. What did and is back, as
 * it is by now, is said to be gone first: of what came in between they may not have been told.
 */
export const changesFor = (batch: FeedBatch, viewer: Viewer): ReadonlyArray<ConversationChange> => {
  const lost = lostBy(batch, viewer)
  const changes: Array<ConversationChange> = []
  const said = new Set<ConversationId>()
  // The newest entry of a conversation first: rows and items are read once for all of its entries.
  for (const { conversationId: id, workspaceId } of batch.entries.toReversed()) {
    if (workspaceId !== viewer.workspaceId || said.has(id)) continue
    said.add(id)
    const summary = batch.summaries.get(id)
    const row = summary ? rowFor(summary, viewer.user, viewer.workspaceId) : null
    if (row) changes.push({ _tag: "Changed", row, items: batch.items.get(id) ?? [] })
    const version = lost.get(id)
    if (version !== undefined) changes.push({ _tag: "Gone", id, version })
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
