import type { SenderKind } from "../sender/SenderKind.ts"

/** How fast a Sender ID may send: SMS segments, or WhatsApp messages. */
export interface Pace {
  /** What its network takes of it in a second. */
  readonly perSecond: number
  /** How many may go at once after a rest. */
  readonly burst: number
  /** How many go each second in the long run. */
  readonly steadily: number
}

/** Up to a minute's worth goes at once. */
const minuteOf = (perSecond: number): Pace => ({ perSecond, burst: perSecond * 60, steadily: perSecond })

/** In no second does more go than its network takes: what may go at once after a rest is kept free in every other second. */
const secondOf = (perSecond: number): Pace => {
  const burst = Math.max(1, Math.floor(perSecond / 10))
  // A little less than it takes, also of few: who was held up once (`nextCallAt`) catches up.
  return { perSecond, burst, steadily: perSecond - Math.max(burst - 1, perSecond / 20) }
}

/**
 * What the providers' networks take of each kind of Sender ID (provider-facts, 2). SMS providers take more and queue it
 * themselves, for hours: up to a minute's worth is handed over at once, so that an agent's answers do not wait, while what
 * is beyond that stays here, where it can be cancelled. WhatsApp refuses what is too much in a second. Of other addresses nothing is known.
 */
const paces: Record<SenderKind, Pace | null> = {
  long_code: minuteOf(1),
  toll_free: minuteOf(3),
  short_code: minuteOf(100),
  whatsapp: secondOf(80),
  alphanumeric: null,
  unknown: null,
}

/** The pace of a Sender ID: as it was set for it, else that of its kind; null: as fast as the provider answers. */
export const paceOf = (kind: SenderKind, ratePerSecond: number | null): Pace | null =>
  ratePerSecond === null ? paces[kind] : secondOf(ratePerSecond)

/** Where a line stands. Times are epoch milliseconds, with fractions. */
export interface LineState {
  /** When the line will have caught up with what it let through. */
  readonly clearAt: number
  readonly askedAt: number
}

export const restedLine: LineState = { clearAt: 0, askedAt: 0 }

/** After the clock was set back nobody waits until it has caught up. */
const sinceClockWent = (line: LineState, now: number): LineState =>
  now >= line.askedAt
    ? { ...line, askedAt: now }
    : { clearAt: line.clearAt - (line.askedAt - now), askedAt: now }

/** The next place in a line: when its message may go, and the line after it. In any time no more goes than burst and pace allow. */
export const takePlace = (
  line: LineState,
  { burst, steadily }: Pace,
  now: number,
): { readonly line: LineState; readonly at: number } => {
  const millisEach = 1000 / steadily
  const { clearAt } = sinceClockWent(line, now)
  const from = Math.max(clearAt, now)
  return {
    line: { clearAt: from + millisEach, askedAt: now },
    at: Math.max(now, from - (burst - 1) * millisEach),
  }
}

/** What a message took beyond the one unit of its place; -1 when its place was not used. */
export const charge = (line: LineState, { steadily }: Pace, units: number): LineState => ({
  ...line,
  clearAt: line.clearAt + (units * 1000) / steadily,
})

const secondMillis = 1000

/** The calls of a second that is not over. What was called in the future, before the clock was set back, is forgotten. */
export const callsStillCounted = (calls: ReadonlyArray<number>, now: number): ReadonlyArray<number> =>
  calls.filter((at) => at > now - secondMillis && at <= now)

/**
 * When the next call may be made, whatever made those bunch up that had their places: in no second more than the network
 * takes. `calls`: when those of the last second were made, the earliest first; epoch milliseconds.
 */
export const nextCallAt = (
  calls: ReadonlyArray<number>,
  { burst, perSecond }: Pace,
  now: number,
): number => {
  // A network that takes a minute's worth at once queues it.
  if (burst > perSecond) return now
  const counted = callsStillCounted(calls, now)
  return (counted.at(-Math.max(1, Math.floor(perSecond))) ?? now - secondMillis) + secondMillis
}
