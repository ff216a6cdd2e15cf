import { offsetText } from "../hours/offsetText.ts"
import { zoneName } from "../hours/zoneName.ts"
import { zoneOffset } from "../hours/zoneOffset.ts"

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
]

const twoDigits = (value: number): string => String(value).padStart(2, "0")

/** Moments, as epoch milliseconds, in the words of a transcript. */
export interface TranscriptClock {
  /** `09:02`. */
  readonly time: (at: number) => string
  /** `2026-11-12`. */
  readonly date: (at: number) => string
  /** `Thursday, 12 November 2026`. */
  readonly day: (at: number) => string
  /** `13 Nov 2026, 14:35`. */
  readonly dateAndTime: (at: number) => string
  /** `12 to 13 November 2026`, both days included. */
  readonly period: (first: number, last: number) => string
  /** `Pacific Time (UTC−8)`; both offsets where clocks are changed in between. */
  readonly zone: (first: number, last: number) => string
}

/** The clock of a time zone of the tz database. */
export const transcriptClock = (timeZone: string): TranscriptClock => {
  const wall = (at: number) => new Date(at + zoneOffset(timeZone, at))
  const time = (at: number) => `${twoDigits(wall(at).getUTCHours())}:${twoDigits(wall(at).getUTCMinutes())}`
  const monthOf = (date: Date) => months[date.getUTCMonth()] ?? ""
  return {
    time,
    date: (at) => {
      const date = wall(at)
      return `${date.getUTCFullYear()}-${twoDigits(date.getUTCMonth() + 1)}-${twoDigits(date.getUTCDate())}`
    },
    day: (at) => {
      const date = wall(at)
      return `${weekdays[date.getUTCDay()]}, ${date.getUTCDate()} ${monthOf(date)} ${date.getUTCFullYear()}`
    },
    dateAndTime: (at) => {
      const date = wall(at)
      return `${date.getUTCDate()} ${monthOf(date).slice(0, 3)} ${date.getUTCFullYear()}, ${time(at)}`
    },
    period: (first, last) => {
      const [from, to] = [wall(first), wall(last)]
      const end = `${to.getUTCDate()} ${monthOf(to)} ${to.getUTCFullYear()}`
      const sameYear = from.getUTCFullYear() === to.getUTCFullYear()
      const sameMonth = sameYear && from.getUTCMonth() === to.getUTCMonth()
      if (sameMonth && from.getUTCDate() === to.getUTCDate()) return end
      const month = sameMonth ? "" : ` ${monthOf(from)}`
      return `${from.getUTCDate()}${month}${sameYear ? "" : ` ${from.getUTCFullYear()}`} to ${end}`
    },
    zone: (first, last) => {
      const [before, after] = [offsetText(timeZone, first), offsetText(timeZone, last)]
      const offset = before === after ? before : `${before}, later ${after}`
      const name = zoneName(timeZone, last)
      return name === "" || name === offset ? offset : `${name} (${offset})`
    },
  }
}
