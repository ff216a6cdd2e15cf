import type { MessageItem } from "../../domain/conversation/TimelineItem.ts"
import { clockTime } from "../ui/DeskTime.ts"

/** Where a message of ours is, in a sentence; empty for the customer's. */
export const statusText = (item: Pick<MessageItem, "status" | "dueAt" | "sentAt" | "at">): string => {
  switch (item.status) {
    case null:
      return ""
    case "queued":
      return item.dueAt === null
        ? "Waiting. The network is busy. It sends by itself."
        : `Waiting. It will be tried again at ${clockTime(item.dueAt)}.`
    case "dispatching":
      return "On its way. The network has not answered yet."
    case "sent":
      return `Sent ${clockTime(item.sentAt ?? item.at)}. Not yet on the phone.`
    case "delivered":
      return "Delivered."
    case "read":
      return "Read."
    case "failed":
      return "Not sent."
    case "cancelled":
      return "Cancelled."
  }
}
