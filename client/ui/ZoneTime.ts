import { zoneOffset } from "../../domain/hours/zoneOffset.ts"

const dayMillis = 86_400_000
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/** The clock on the wall of a zone, as if it were UTC's. */
const wall = (zone: string, at: number): Date => new Date(at + zoneOffset(zone, at))

const clock = (date: Date): string => `${date.getUTCHours()}:${String(date.getUTCMinutes()).padStart(2, "0")}`

/**
 * A moment by the clock of a time zone, as short as `now` lets it be: `18:00` on the same day, `Mon 9:00` within a week, else
 * `Mon 7 Dec 9:00`, with the year where that is another. Without `now`: `Fri 14:32`.
 */
export const zoneTime = (zone: string, at: number, now: number | null): string => {
  const date = wall(zone, at)
  const weekday = weekdays[date.getUTCDay()]
  if (now === null) return `${weekday} ${clock(date)}`
  const today = wall(zone, now)
  const days = Math.floor(date.getTime() / dayMillis) - Math.floor(today.getTime() / dayMillis)
  if (days === 0) return clock(date)
  if (days > 0 && days < 7) return `${weekday} ${clock(date)}`
  const year = date.getUTCFullYear() === today.getUTCFullYear() ? "" : ` ${date.getUTCFullYear()}`
  return `${weekday} ${date.getUTCDate()} ${months[date.getUTCMonth()]}${year} ${clock(date)}`
}
