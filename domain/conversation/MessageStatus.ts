import { Schema } from "effect"

/** queued → dispatching (handed over, outcome unknown) → sent → delivered → read; failed and cancelled are ends. */
export const MessageStatus = Schema.Literals([
  "queued",
  "dispatching",
  "sent",
  "delivered",
  "read",
  "failed",
  "cancelled",
])
export type MessageStatus = typeof MessageStatus.Type

const rank: Record<MessageStatus, number> = {
  queued: 0,
  dispatching: 1,
  sent: 2,
  delivered: 3,
  read: 4,
  failed: 5,
  cancelled: 5,
}

/** Waits to be handed to the provider, or has been handed over without an answer yet. */
export const isOpen = (status: MessageStatus): boolean => rank[status] < rank.sent

/** The provider took it, and so far has not taken that back. */
export const wasSent = (status: MessageStatus): boolean =>
  rank[status] >= rank.sent && rank[status] <= rank.read

/**
 * Whether a message may go from one status to another (SEND-3): only upwards. A message ends as failed only while the
 * provider had not delivered it, and as cancelled only while it was ours.
 */
export const mayBecome = (from: MessageStatus, to: MessageStatus): boolean => {
  if (to === "failed") return rank[from] < rank.delivered
  if (to === "cancelled") return from === "queued"
  return rank[from] < rank[to]
}
