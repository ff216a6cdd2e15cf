import {
  type BusinessHours,
  type Holiday,
  type Spans,
  weekdays,
  type WeeklyHours,
} from "../../../domain/hours/BusinessHours.ts"
import { dayNames, spansText, timeText } from "../../../domain/hours/hoursDifferences.ts"
import type { QuietHours } from "../../../domain/hours/QuietHours.ts"
import { fromMinutes, toMinutes } from "./weekSpans.ts"
import { cityOf } from "./timeZones.ts"

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
const shortDays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

/** `Thu 26 Nov 2026`. */
export const dateText = (date: string): string => {
  const day = new Date(`${date}T00:00:00Z`)
  return `${shortDays[day.getUTCDay()]} ${day.getUTCDate()} ${
    months[day.getUTCMonth()]
  } ${day.getUTCFullYear()}`
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const ordered = (spans: Spans) => fromMinutes(toMinutes(spans))

const changedDays = (before: WeeklyHours, after: WeeklyHours): ReadonlyArray<string> =>
  weekdays.flatMap((day) => {
    const [old, next] = [before[day] ?? [], after[day] ?? []]
    if (same(ordered(old), ordered(next))) return []
    return [
      next.length === 0
        ? `You closed ${dayNames[day]}.`
        : `You changed ${dayNames[day]} to ${spansText(next)}.`,
    ]
  })

const nameOf = (holiday: Holiday): string => holiday.name || dateText(holiday.date)

const changedHolidays = (before: BusinessHours["holidays"], after: BusinessHours["holidays"]) => [
  ...after.flatMap((holiday) => {
    const old = before.find(({ date }) => date === holiday.date)
    if (!old) return [`You added the holiday ${nameOf(holiday)}.`]
    return same(old, holiday) ? [] : [`You changed the holiday ${nameOf(holiday)}.`]
  }),
  ...before.filter(({ date }) => after.every((it) => it.date !== date))
    .map((holiday) => `You removed the holiday ${nameOf(holiday)}.`),
]

/** What the form holds: hours of the workspace or of one Sender ID. */
export interface HoursDraft {
  readonly hours: BusinessHours
  /** Null: none. A Sender ID has none of its own. */
  readonly quietHours: QuietHours | null
  /** False: a Sender ID that goes by the workspace's hours. */
  readonly own: boolean
}

/** What was changed, a sentence each; none while nothing was. */
export const hoursChanges = (before: HoursDraft, after: HoursDraft): ReadonlyArray<string> => {
  const [old, next] = [before.hours, after.hours]
  if (!after.own) return before.own ? ["It goes by the workspace’s hours."] : []
  return [
    ...(before.own ? [] : ["It gets hours of its own."]),
    ...(next.timeZone === old.timeZone ? [] : [`You changed the time zone to ${cityOf(next.timeZone)}.`]),
    ...(next.weekly === null
      ? old.weekly === null ? [] : ["You opened it at all times."]
      : old.weekly === null
      ? ["You set business hours."]
      : changedDays(old.weekly, next.weekly)),
    ...changedHolidays(old.holidays, next.holidays),
    ...(same(before.quietHours, after.quietHours)
      ? []
      : after.quietHours === null
      ? ["You switched quiet hours off."]
      : [`You set quiet hours from ${timeText(after.quietHours.from)} to ${timeText(after.quietHours.to)}.`]),
  ]
}
