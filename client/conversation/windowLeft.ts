import { windowAt, type WindowFacts, windowMillis } from "../../domain/conversation/Window.ts"

/**
 * Milliseconds until WhatsApp's window closes: 0 when it is closed, null on a channel without one. Never more than the
 * whole window, though a message may be a second newer than the desk's clock.
 */
export const windowLeft = (facts: WindowFacts, now: number): number | null => {
  const window = windowAt(facts, now)
  if (window === null) return null
  return window.open ? Math.min(windowMillis, (window.closesAt ?? now) - now) : 0
}
