import type { Channel } from "../sender/Sender.ts"

/** WhatsApp's customer care window: 24 h from the customer's last message by the provider's clock (provider-facts, 7). */
export const windowMillis = 24 * 60 * 60 * 1000

export interface WindowState {
  readonly open: boolean
  /** Epoch milliseconds of the first moment at which it is closed; null when it was never opened. */
  readonly closesAt: number | null
}

export interface WindowFacts {
  readonly channel: Channel
  /** Provider time of the customer's last message, epoch milliseconds. */
  readonly lastInboundAt: number | null
  /** When the provider said that it is closed although we thought otherwise, epoch milliseconds; null once the customer wrote since (WIN-5). */
  readonly windowClosedAt: number | null
}

/** The window at a moment; null on a channel that has none (SMS). Open up to, not at, `closesAt` (WIN-1). */
export const windowAt = (facts: WindowFacts, now: number): WindowState | null => {
  if (facts.channel !== "whatsapp") return null
  if (facts.lastInboundAt === null) return { open: false, closesAt: facts.windowClosedAt }
  const closesAt = facts.lastInboundAt + windowMillis
  if (facts.windowClosedAt !== null) {
    return { open: false, closesAt: Math.min(closesAt, facts.windowClosedAt) }
  }
  return { open: now < closesAt, closesAt }
}
