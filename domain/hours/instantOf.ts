import { zoneOffset } from "./zoneOffset.ts"

const dayMillis = 86_400_000

/**
 * The instant, epoch milliseconds, at which the clocks of a zone show a time of a day (`2026-11-23`, `09:00`): of two that do,
 * the earlier; where they skip it, as long after the skip as it would have been. Null for what is no day or time.
 */
export const instantOf = (timeZone: string, date: string, time: string): number | null => {
  const wall = Date.parse(`${date}T00:00:00Z`)
  const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(time) ?? []
  if (Number.isNaN(wall) || hours === undefined || minutes === undefined) return null
  const local = wall + (Number(hours) * 60 + Number(minutes)) * 60_000
  const before = local - zoneOffset(timeZone, local - dayMillis)
  const after = local - zoneOffset(timeZone, local + dayMillis)
  const shows = (instant: number) => instant + zoneOffset(timeZone, instant) === local
  return [before, after].filter(shows).sort((a, b) => a - b)[0] ?? before
}
