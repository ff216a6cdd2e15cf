import type { MessageItem } from "../../domain/conversation/TimelineItem.ts"
import type { WaitReason } from "../../domain/sending/SendPolicy.ts"
import { clockTime, isSameDay, shortDate } from "../ui/DeskTime.ts"

const hour = 60 * 60 * 1000
/** A message that is still not on the phone then says so: the network never reports that a number is blocked (SEND-13). */
const longMillis = 6 * hour

/** `Sends 14:00`, `Sends Mon 9:00`, `Sends Mon 2 Nov 9:00`; of what has no time yet `Does not send yet`. */
export const goesAt = ({ until }: { readonly until: number | null }, now: number): string => {
  if (until === null) return "Does not send yet"
  if (isSameDay(until, now)) return `Sends ${clockTime(until)}`
  const day = new Date(until).toLocaleDateString("en-GB", { weekday: "short" })
  const date = until - now > 6 * 24 * hour ? ` ${shortDate(until, now)}` : ""
  return `Sends ${day}${date} ${clockTime(until)}`
}

/** Why a message waits, before it is sent. */
export const waitReason: Record<WaitReason, string> = {
  business: "outside business hours",
  quiet: "it is quiet time where they are",
  schedule: "as scheduled",
}

/** The same once it waits. */
const waitedFor: Record<WaitReason, string> = {
  business: "when business hours start",
  quiet: "when quiet time is over where they are",
  schedule: "as scheduled",
}

/** For how many hours a message has been sent without being delivered, once that is long; else null. */
export const undeliveredHours = (
  item: Pick<MessageItem, "status" | "sentAt" | "at">,
  now: number,
): number | null => {
  const millis = now - (item.sentAt ?? item.at)
  return item.status === "sent" && millis >= longMillis ? Math.floor(millis / hour) : null
}

/** Where a message of ours is, in a sentence; empty for the customer's. */
export const statusText = (
  item: Pick<MessageItem, "status" | "dueAt" | "waitsFor" | "sentAt" | "at">,
  now: number,
): string => {
  switch (item.status) {
    case null:
      return ""
    case "queued":
      if (item.waitsFor) return `Waiting. ${goesAt({ until: item.dueAt }, now)}, ${waitedFor[item.waitsFor]}.`
      return item.dueAt === null
        ? "Waiting. The network is busy. It sends by itself."
        : `Waiting. It will be tried again at ${clockTime(item.dueAt)}.`
    case "dispatching":
      return "On its way. The network has not answered yet."
    case "sent": {
      const hours = undeliveredHours(item, now)
      if (hours !== null) {
        return `Sent, not delivered for ${hours} h. The phone may be off, or the number blocked.`
      }
      return `Sent ${clockTime(item.sentAt ?? item.at)}. Not yet on the phone.`
    }
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
