import type { Conversation, Outgoing } from "./Conversation.ts"
import type { MessageId } from "./MessageId.ts"
import { isOpen } from "./MessageStatus.ts"

/** What waits to be handed over, in the order in which it was written, without what nobody can confirm. */
export const dispatchQueue = (conversation: Conversation): ReadonlyArray<readonly [MessageId, Outgoing]> =>
  [...conversation.outgoing]
    .filter(([, message]) => isOpen(message.status) && !message.unconfirmed)
    .sort(([, a], [, b]) => a.seq - b.seq)

/**
 * Who is in line at a moment, epoch milliseconds. What is scheduled for later holds nothing up until its time; then its place
 * is that of its writing. Everything else goes in the order in which it was written, also what waits for hours (SEND-5).
 */
const lineAt = (conversation: Conversation, now: number) =>
  dispatchQueue(conversation).filter(([, { scheduledAt }]) => scheduledAt === null || scheduledAt <= now)

/** The messages of which the first may be handed over next; none while one is on its way. */
export const claimLine = (
  conversation: Conversation,
  now: number,
): ReadonlyArray<readonly [MessageId, Outgoing]> => {
  const busy = dispatchQueue(conversation).some(([, { status }]) => status === "dispatching")
  return busy ? [] : lineAt(conversation, now)
}

const earliestOf = ({ retryAt, wait }: Outgoing): number =>
  Math.max(retryAt ?? 0, wait === null ? 0 : wait.until ?? Infinity)

/** When it is worth asking for the next message, epoch milliseconds, perhaps gone by; null when nothing waits or one is on its way. */
export const nextTryAt = (conversation: Conversation, now: number): number | null => {
  const [head] = claimLine(conversation, now)
  const queue = dispatchQueue(conversation)
  if (queue.some(([, { status }]) => status === "dispatching")) return null
  const later = queue.filter(([, { scheduledAt }]) => scheduledAt !== null && scheduledAt > now)
  const next = Math.min(...[...(head ? [head] : []), ...later].map(([, message]) => earliestOf(message)))
  return Number.isFinite(next) ? next : null
}
