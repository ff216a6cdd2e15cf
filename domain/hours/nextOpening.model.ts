import { type BusinessHours, type Weekday, weekdays } from "./BusinessHours.ts"

const clocks = new Map<string, Intl.DateTimeFormat>()

const clockOf = (timeZone: string): Intl.DateTimeFormat => {
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  })
  clocks.set(timeZone, clock)
  return clock
}

/** What the clock and the calendar on the wall show: `2026-11-23`, `09:00`, `mon`. */
export interface WallTime {
  readonly date: string
  readonly time: string
  readonly weekday: Weekday | undefined
}

export const wallTimeAt = (timeZone: string, instant: number): WallTime => {
  const parts = new Map(clockOf(timeZone).formatToParts(instant).map(({ type, value }) => [type, value]))
  return {
    date: `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`,
    time: `${parts.get("hour")}:${parts.get("minute")}`,
    weekday: weekdays.find((day) => day === parts.get("weekday")?.toLowerCase()),
  }
}

/** What the hours of a test are compared with: looks at the calendar and compares texts. Slow, and plainly right. */
export const naivelyOpen = (
  { holidays, weekly }: BusinessHours,
  { date, time, weekday }: WallTime,
): boolean => {
  if (weekly === null) return true
  const holiday = holidays.find((it) => it.date === date)
  const spans = holiday ? holiday.hours : weekday && weekly[weekday] || []
  return spans.some(([from, to]) => from <= time && time < to)
}
