import { Schema } from "effect"
import { type BusinessHours, type Spans, TimeOfDay, weekdays } from "./BusinessHours.ts"

/** When nobody is written to, by the clock where they live: from a time up to another, over midnight where that is earlier (HOURS-4). */
export const QuietHours = Schema.Struct({ from: TimeOfDay, to: TimeOfDay }).check(
  Schema.makeFilter(({ from, to }) =>
    (from !== to && from !== "24:00" && !(from === "00:00" && to === "24:00")) ||
    "expected two times that leave some of the day"
  ),
)
export type QuietHours = typeof QuietHours.Type

const spansBeside = ({ from, to }: QuietHours): Spans => {
  const spans: Spans = from < to ? [["00:00", from], [to, "24:00"]] : [[to, from]]
  return spans.filter(([start, end]) => start !== end)
}

const remembered = new Map<string, BusinessHours>()
const rememberedMax = 1_000

/** Quiet hours of one time zone, turned around: open when one may write. The same object for the same question. */
export const hoursBesideQuiet = (quiet: QuietHours, timeZone: string): BusinessHours => {
  const key = `${quiet.from} ${quiet.to} ${timeZone}`
  const known = remembered.get(key)
  if (known) return known
  if (remembered.size >= rememberedMax) remembered.clear()
  const spans = spansBeside(quiet)
  const weekly = Object.fromEntries(weekdays.map((day) => [day, spans]))
  const hours: BusinessHours = { timeZone, weekly, holidays: [] }
  remembered.set(key, hours)
  return hours
}
