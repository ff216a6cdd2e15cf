import { type BusinessHours, type Spans, type Weekday } from "./BusinessHours.ts"
import { evenTimeAt } from "./zoneOffset.ts"

const dayMillis = 86_400_000
/** How far ahead an opening is looked for. What has none in more than a year never opens. */
export const searchDays = 400

/** Milliseconds since midnight by the clock on the wall: from, and up to. */
type WallSpan = readonly [from: number, to: number]

interface Compiled {
  /** By weekday, from Sunday. */
  readonly week: ReadonlyArray<ReadonlyArray<WallSpan>>
  /** By the number of days since 1970-01-01. */
  readonly holidays: ReadonlyMap<number, ReadonlyArray<WallSpan>>
  readonly neverOpens: boolean
}

const fromSunday: ReadonlyArray<Weekday> = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
/** 1970-01-01 was a Thursday. */
const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7

const millisOf = (time: string): number => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * 60_000

const wallSpans = (spans: Spans): ReadonlyArray<WallSpan> => {
  const sorted = spans.map(([from, to]): WallSpan => [millisOf(from), millisOf(to)])
    .sort(([a], [b]) => a - b)
  const merged: Array<WallSpan> = []
  for (const span of sorted) {
    const last = merged.at(-1)
    if (last && last[1] >= span[0]) merged[merged.length - 1] = [last[0], Math.max(last[1], span[1])]
    else merged.push(span)
  }
  return merged
}

const gapsOf = (spans: ReadonlyArray<WallSpan>): ReadonlyArray<WallSpan> => {
  const edges = [0, ...spans.flat(), dayMillis]
  return Array.from({ length: edges.length / 2 }, (_, index): WallSpan => [
    edges[index * 2] ?? 0,
    edges[index * 2 + 1] ?? dayMillis,
  ]).filter(([from, to]) => from < to)
}

const compiled = new WeakMap<BusinessHours, Compiled>()

const compile = (hours: BusinessHours): Compiled => {
  const known = compiled.get(hours)
  if (known) return known
  const week = fromSunday.map((day) => wallSpans(hours.weekly?.[day] ?? []))
  const holidays = new Map(
    hours.holidays.map((
      { date, hours },
    ) => [Math.floor(Date.parse(`${date}T00:00:00Z`) / dayMillis), wallSpans(hours)]),
  )
  const neverOpens = [...week, ...holidays.values()].every((spans) => spans.length === 0)
  const result = { week, holidays, neverOpens }
  compiled.set(hours, result)
  return result
}

const spansOn = ({ holidays, week }: Compiled, day: number): ReadonlyArray<WallSpan> =>
  holidays.get(day) ?? week[weekdayOf(day)] ?? []

/** Whether the clock on the wall stands within the hours at an instant, epoch milliseconds. */
export const openAt = (hours: BusinessHours, instant: number): boolean => {
  if (hours.weekly === null) return true
  const local = instant + evenTimeAt(hours.timeZone, instant).offset
  const day = Math.floor(local / dayMillis)
  const time = local - day * dayMillis
  return spansOn(compile(hours), day).some(([from, to]) => from <= time && time < to)
}

/**
 * The first instant from `start` on whose local time is in one of the spans of its day. Goes from even time to even time:
 * an hour that is skipped has no instants and one that is repeated has twice as many, so both need no rule of their own.
 */
const firstWithin = (
  timeZone: string,
  start: number,
  spansOf: (day: number) => ReadonlyArray<WallSpan>,
): number | null => {
  const horizon = start + searchDays * dayMillis
  let instant = start
  while (instant < horizon) {
    const { end, offset } = evenTimeAt(timeZone, instant)
    const [local, localEnd] = [instant + offset, end + offset]
    for (let day = Math.floor(local / dayMillis); day * dayMillis < localEnd; day++) {
      for (const [from, to] of spansOf(day)) {
        const first = Math.max(day * dayMillis + from, local)
        if (first < Math.min(day * dayMillis + to, localEnd)) return first - offset
      }
    }
    instant = end
  }
  return null
}

/** The first instant from `instant` on, both epoch milliseconds, at which it is open; null when that is in none of the next 400 days. */
export const nextOpening = (hours: BusinessHours, instant: number): number | null => {
  if (openAt(hours, instant)) return instant
  const days = compile(hours)
  return days.neverOpens ? null : firstWithin(hours.timeZone, instant, (day) => spansOn(days, day))
}

/** The first instant from `instant` on at which it is closed; null when that is in none of the next 400 days. */
export const nextClosing = (hours: BusinessHours, instant: number): number | null => {
  if (hours.weekly === null) return null
  const days = compile(hours)
  return firstWithin(hours.timeZone, instant, (day) => gapsOf(spansOn(days, day)))
}
