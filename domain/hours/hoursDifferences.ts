import { type BusinessHours, type Holiday, type Spans, type Weekday, weekdays } from "./BusinessHours.ts"
import type { QuietHours } from "./QuietHours.ts"

export const dayNames: Readonly<Record<Weekday, string>> = {
  mon: "Monday",
  tue: "Tuesday",
  wed: "Wednesday",
  thu: "Thursday",
  fri: "Friday",
  sat: "Saturday",
  sun: "Sunday",
}

/** `9:00` of `09:00`. */
export const timeText = (time: string): string => time.replace(/^0(?=\d:)/, "")

/** `9:00 – 13:00, 14:00 – 18:00`, or `Closed`; in the order of the day. */
export const spansText = (spans: Spans): string =>
  spans.length === 0 ? "Closed" : spans.toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, to]) => `${timeText(from)} – ${timeText(to)}`).join(", ")

const holidayText = ({ hours, name }: Holiday): string =>
  name === "" ? spansText(hours) : `${name}: ${spansText(hours)}`

const quietText = (quiet: QuietHours | null): string =>
  quiet === null ? "None" : `${timeText(quiet.from)} – ${timeText(quiet.to)}`

export interface HoursDifference {
  readonly what: string
  /** Null: there was none. */
  readonly before: string | null
  readonly after: string | null
}

/** What differs between two sets of hours, in words, thing by thing; null: hours that are the workspace's. */
export const hoursDifferences = (
  before: BusinessHours | null,
  after: BusinessHours | null,
): ReadonlyArray<HoursDifference> => {
  const texts = (hours: BusinessHours | null): ReadonlyMap<string, string> =>
    new Map<string, string>([
      [
        "Hours",
        hours === null ? "The workspace’s" : hours.weekly === null ? "Open at all times" : "By the week",
      ],
      ...(hours === null ? [] : [["Time zone", hours.timeZone] as const]),
      ...(hours?.weekly
        ? weekdays.map((day) => [dayNames[day], spansText(hours.weekly?.[day] ?? [])] as const)
        : []),
      ...(hours?.holidays ?? []).map((holiday) => [`Holiday ${holiday.date}`, holidayText(holiday)] as const),
    ])
  const [old, next] = [texts(before), texts(after)]
  return [...new Set([...old.keys(), ...next.keys()])].flatMap((what) => {
    const change = { what, before: old.get(what) ?? null, after: next.get(what) ?? null }
    return change.before === change.after ? [] : [change]
  })
}

export const quietDifferences = (
  before: QuietHours | null,
  after: QuietHours | null,
): ReadonlyArray<HoursDifference> => {
  const [old, next] = [quietText(before), quietText(after)]
  return old === next ? [] : [{ what: "Quiet hours", before: old, after: next }]
}
