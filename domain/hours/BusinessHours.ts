import { Schema } from "effect"

/** Spans of one day; holidays of one calendar: more than anybody needs, and few enough to look through at once. */
export const spansMax = 12
export const holidaysMax = 400

const text = (expected: string, holds: (value: string) => boolean) =>
  Schema.String.check(Schema.makeFilter((value: string) => holds(value) || `expected ${expected}`))

/** Whether this machine knows a time zone of that name. */
export const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== ""
  } catch {
    return false
  }
}

/** That the text of a day names one which exists: 2026-02-30 does not. */
const isDate = (value: string): boolean => {
  const date = new Date(`${value}T00:00:00Z`)
  return /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(date.getTime()) &&
    date.toISOString().startsWith(value)
}

/** Of what is saved. What is read is taken as it is: a browser need not know every zone that the server knows. */
export const KnownTimeZone = text('a time zone such as "America/New_York"', isTimeZone)

/** A day of the calendar, wherever one is: `2026-12-25`. */
export const LocalDate = text('a day such as "2026-12-25"', isDate)
export type LocalDate = typeof LocalDate.Type

/** By the clock on the wall: `09:00`. `24:00` is the end of the day. */
export const TimeOfDay = text(
  'a time such as "09:00", at most "24:00"',
  (value) => /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(value),
)

/** From a time up to, not at, a later one of the same day. What goes on past midnight is the next day's, from `00:00`. */
export const Span = Schema.Tuple([TimeOfDay, TimeOfDay]).check(
  Schema.makeFilter(([from, to]) => from < to || "expected a time and a later one of the same day"),
)
export type Span = typeof Span.Type

/** The open times of one day, in any order; none: closed all day. */
export const Spans = Schema.Array(Span).check(
  Schema.isMaxLength(spansMax),
  Schema.makeFilter((spans) =>
    [...spans].sort(([a], [b]) => (a < b ? -1 : 1)).every(([from], index, sorted) => {
      const before = sorted[index - 1]
      return before === undefined || before[1] <= from
    }) || "expected times that do not overlap"
  ),
)
export type Spans = typeof Spans.Type

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const
export type Weekday = typeof weekdays[number]

const Day = Schema.optionalKey(Spans)

/** A day that is not named is closed. */
export const WeeklyHours = Schema.Struct({
  mon: Day,
  tue: Day,
  wed: Day,
  thu: Day,
  fri: Day,
  sat: Day,
  sun: Day,
})
export type WeeklyHours = typeof WeeklyHours.Type

/** A day of the calendar with hours of its own, from midnight to midnight; without any it is closed. */
export const Holiday = Schema.Struct({
  date: LocalDate,
  /** What people call it; may be empty. */
  name: Schema.String.check(Schema.isMaxLength(80)),
  hours: Spans,
})
export type Holiday = typeof Holiday.Type

export const Holidays = Schema.Array(Holiday).check(
  Schema.isMaxLength(holidaysMax),
  Schema.makeFilter((holidays) =>
    new Set(holidays.map(({ date }) => date)).size === holidays.length || "expected each day once"
  ),
)

/** When messages go: by the clock on the wall of one time zone (HOURS-1). */
export const BusinessHours = Schema.Struct({
  timeZone: Schema.NonEmptyString,
  /** Null: always open, on holidays too. */
  weekly: Schema.NullOr(WeeklyHours),
  holidays: Holidays,
})
export type BusinessHours = typeof BusinessHours.Type
