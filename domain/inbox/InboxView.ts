import { Schema } from "effect"
import { SenderId } from "../sender/Sender.ts"
import { UserId } from "../user/User.ts"
import type { InboxRow } from "./InboxRow.ts"

/** Which list: My Inbox, Sent Messages, My Inbox of one Sender ID, or the inbox of a standard user (admins only). */
export const InboxView = Schema.TaggedUnion({
  Mine: {},
  Sent: {},
  Sender: { senderId: SenderId },
  Team: { userId: UserId },
})
export type InboxView = typeof InboxView.Type

/** Whether a row belongs in a view of the user `me`: the same rule as the server's queries (INBOX-1, 5, 6, 7). */
export const belongsIn = (view: InboxView, row: InboxRow, me: UserId): boolean =>
  InboxView.match(view, {
    Mine: () => row.owner === me && row.inboundCount > 0,
    Sent: () => row.tookPart,
    Sender: ({ senderId }) => row.owner === me && row.inboundCount > 0 && row.senderId === senderId,
    Team: ({ userId }) => row.owner === userId && row.inboundCount > 0,
  })

/** Whether the view is an inbox of the user who looks at it: there stands on top what they pinned (LIFE-1). */
export const hasPins = (view: InboxView): boolean => view._tag === "Mine" || view._tag === "Sender"

/** The unread number that a view shows at a row. */
export const unreadIn = (view: InboxView, row: InboxRow): number =>
  view._tag === "Team" ? row.ownerUnread : row.unread

/** Latest activity first; the id decides between equals, so that pages never overlap (INBOX-9). */
export const compareRows = (a: InboxRow, b: InboxRow): number =>
  b.lastActivityAt - a.lastActivityAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)

/** Unread counts that a user's navigation shows; a Sender ID or user that is not named has none. */
export const InboxCounts = Schema.Struct({
  senders: Schema.Record(SenderId, Schema.Int),
  /** Admins only: of each licensed standard user. */
  team: Schema.Record(UserId, Schema.Int),
})
export type InboxCounts = typeof InboxCounts.Type

/** My Inbox holds the conversations of every Sender ID. */
export const unreadInMine = (counts: InboxCounts): number =>
  Object.values(counts.senders).reduce((sum, unread) => sum + unread, 0)
