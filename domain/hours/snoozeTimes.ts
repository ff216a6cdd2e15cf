import type { BusinessHours } from "./BusinessHours.ts"
import { instantOf } from "./instantOf.ts"
import { nextOpening, openAt } from "./nextOpening.ts"
import { zoneOffset } from "./zoneOffset.ts"

const hourMillis = 3_600_000
const dayMillis = 24 * hourMillis
/** "This afternoon" is not offered for what is closer than this. */
const afternoonMillisMin = hourMillis

/** Until when a conversation can be snoozed with one choice. */
export interface SnoozeTime {
  readonly name: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** The day that the clocks of a zone show at an instant, and days after it: `2026-11-23`. */
const dayIn = (timeZone: string, instant: number, later: number): string => {
  const midnight = Math.floor((instant + zoneOffset(timeZone, instant)) / dayMillis) * dayMillis
  return new Date(midnight + later * dayMillis).toISOString().slice(0, 10)
}

/**
 * The choices at a moment, epoch milliseconds, by the workspace's clock, the soonest first; each is still to come (LIFE-1). The
 * next opening is one of them where there are hours and it is closed then or until then.
 */
export const snoozeTimes = (
  timeZone: string,
  hours: BusinessHours,
  now: number,
): ReadonlyArray<SnoozeTime> => {
  const wall = (later: number, time: string) => instantOf(timeZone, dayIn(timeZone, now, later), time)
  const afternoon = wall(0, "15:00")
  const tomorrow = wall(1, "09:00")
  const opening = openAt(hours, now) ? null : nextOpening(hours, now)
  return [
    { name: "In an hour", at: now + hourMillis },
    ...(afternoon !== null && afternoon > now + afternoonMillisMin
      ? [{ name: "This afternoon", at: afternoon }]
      : []),
    ...(tomorrow === null ? [] : [{ name: "Tomorrow morning", at: tomorrow }]),
    ...(opening === null ? [] : [{ name: "When business opens", at: opening }]),
  ].sort((a, b) => a.at - b.at)
}
