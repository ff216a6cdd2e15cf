import type { InboxCounts, InboxView } from "../../domain/inbox/InboxView.ts"
import { unreadInMine } from "../../domain/inbox/InboxView.ts"
import type { DeskCore } from "../sync/createDesk.ts"

/** `My Inbox`, `Parcel Care`, `Dana`. */
export const viewTitle = (view: InboxView, desk: Pick<DeskCore, "user" | "sender">): string => {
  switch (view._tag) {
    case "Mine":
      return "My Inbox"
    case "Sent":
      return "Sent Messages"
    case "Sender":
      return desk.sender(view.senderId)?.label ?? "Sender ID"
    case "Team":
      return desk.user(view.userId)?.name ?? "Team Inbox"
  }
}

/** Unread messages of a view; null where the server counts none (Sent Messages). */
export const unreadOfView = (view: InboxView, counts: InboxCounts): number | null => {
  switch (view._tag) {
    case "Mine":
      return unreadInMine(counts)
    case "Sent":
      return null
    case "Sender":
      return counts.senders[view.senderId] ?? 0
    case "Team":
      return counts.team[view.userId] ?? 0
  }
}
