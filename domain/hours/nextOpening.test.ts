import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type BusinessHours, type Span, type Spans, weekdays, type WeeklyHours } from "./BusinessHours.ts"
import { naivelyOpen, type WallTime, wallTimeAt } from "./nextOpening.model.ts"
import { nextClosing, nextOpening, openAt } from "./nextOpening.ts"
import { zoneOffset } from "./zoneOffset.ts"

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const everyDay = (spans: Spans): WeeklyHours => Object.fromEntries(weekdays.map((name) => [name, spans]))
const hoursOf = (timeZone: string, weekly: WeeklyHours | null, holidays: BusinessHours["holidays"] = []) => ({
  timeZone,
  weekly,
  holidays,
})
const at = (text: string) => Date.parse(text)
const daily = (timeZone: string, ...spans: ReadonlyArray<Span>) => hoursOf(timeZone, everyDay(spans))
const office = { mon: [["09:00", "17:00"]], fri: [["09:00", "17:00"]] } as const satisfies WeeklyHours

describe("nextOpening", () => {
  it.each<[string, BusinessHours, string, string | null]>([
    ["within the hours", hoursOf("UTC", office), "2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z"],
    [
      "a moment before the opening",
      hoursOf("UTC", office),
      "2026-11-23T08:59:59.999Z",
      "2026-11-23T09:00:00Z",
    ],
    [
      "a moment before the closing",
      hoursOf("UTC", office),
      "2026-11-23T16:59:59.999Z",
      "2026-11-23T16:59:59.999Z",
    ],
    ["at the closing", hoursOf("UTC", office), "2026-11-23T17:00:00Z", "2026-11-27T09:00:00Z"],
    [
      "over the weekend",
      hoursOf("America/Los_Angeles", office),
      "2026-11-28T02:00:00Z",
      "2026-11-30T17:00:00Z",
    ],
    ["without hours", hoursOf("UTC", null), "2026-11-28T02:00:00Z", "2026-11-28T02:00:00Z"],
    ["with every day closed", hoursOf("UTC", {}), "2026-11-28T02:00:00Z", null],
    [
      "open only on a holiday next year",
      hoursOf("UTC", {}, [
        { date: "2027-12-01", name: "", hours: [["10:00", "11:00"]] },
      ]),
      "2026-11-28T02:00:00Z",
      "2027-12-01T10:00:00Z",
    ],
    [
      "open only on a holiday in two years",
      hoursOf("UTC", {}, [
        { date: "2028-12-01", name: "", hours: [["10:00", "11:00"]] },
      ]),
      "2026-11-28T02:00:00Z",
      null,
    ],
    [
      "on a holiday that is closed",
      hoursOf("UTC", office, [{ date: "2026-11-23", name: "", hours: [] }]),
      "2026-11-23T10:00:00Z",
      "2026-11-27T09:00:00Z",
    ],
    [
      "on a holiday with special hours",
      hoursOf("UTC", office, [
        { date: "2026-11-24", name: "", hours: [["10:00", "14:00"]] },
      ]),
      "2026-11-23T18:00:00Z",
      "2026-11-24T10:00:00Z",
    ],
    [
      "past midnight, which is the next day's",
      hoursOf("UTC", { fri: [["20:00", "24:00"]], sat: [["00:00", "02:00"]] }),
      "2026-11-28T00:00:00Z",
      "2026-11-28T00:00:00Z",
    ],
    [
      "after an opening that the clocks skip",
      daily("America/New_York", ["02:30", "05:00"]),
      "2026-03-08T06:00:00Z",
      "2026-03-08T07:00:00Z",
    ],
    [
      "after a span that the clocks skip whole",
      daily("America/New_York", ["02:00", "03:00"]),
      "2026-03-08T06:00:00Z",
      "2026-03-09T06:00:00Z",
    ],
    [
      "in the first of two hours of the same name",
      daily("America/New_York", ["01:15", "01:45"]),
      "2026-11-01T05:00:00Z",
      "2026-11-01T05:15:00Z",
    ],
    [
      "between two hours of the same name",
      daily("America/New_York", ["01:15", "01:45"]),
      "2026-11-01T05:45:00Z",
      "2026-11-01T06:15:00Z",
    ],
    [
      "in a zone of three quarters",
      daily("Asia/Kathmandu", ["09:00", "17:00"]),
      "2026-11-23T00:00:00Z",
      "2026-11-23T03:15:00Z",
    ],
    [
      "where the clocks change by half an hour",
      daily("Australia/Lord_Howe", ["01:45", "09:00"]),
      "2026-04-04T15:00:00Z",
      "2026-04-04T15:15:00Z",
    ],
    [
      "in the Chathams",
      daily("Pacific/Chatham", ["09:00", "17:00"]),
      "2026-11-23T06:00:00Z",
      "2026-11-23T19:15:00Z",
    ],
    [
      "where the day begins at one o'clock",
      daily("America/Santiago", ["00:00", "02:00"]),
      "2026-09-06T03:00:00Z",
      "2026-09-06T04:00:00Z",
    ],
    [
      "on a day that Samoa left out",
      hoursOf("Pacific/Apia", { fri: [["09:00", "17:00"]] }),
      "2011-12-29T12:00:00Z",
      "2012-01-05T19:00:00Z",
    ],
    [
      "after a day that Samoa left out",
      daily("Pacific/Apia", ["09:00", "17:00"]),
      "2011-12-30T06:00:00Z",
      "2011-12-30T19:00:00Z",
    ],
    [
      "on a holiday that Samoa left out",
      hoursOf("Pacific/Apia", {}, [
        { date: "2011-12-30", name: "", hours: [["00:00", "24:00"]] },
      ]),
      "2011-12-29T12:00:00Z",
      null,
    ],
    [
      "at the end of February",
      hoursOf("UTC", { tue: [["09:00", "10:00"]] }),
      "2028-02-29T12:00:00Z",
      "2028-03-07T09:00:00Z",
    ],
  ])("HOURS-1: the next opening %s", (_, hours, from, expected) => {
    expect(nextOpening(hours, at(from))).toBe(expected === null ? null : at(expected))
  })

  it.each<[string, BusinessHours, string, string | null]>([
    ["within the hours", hoursOf("UTC", office), "2026-11-23T09:00:00Z", "2026-11-23T17:00:00Z"],
    [
      "over midnight",
      hoursOf("UTC", { fri: [["20:00", "24:00"]], sat: [["00:00", "02:00"]] }),
      "2026-11-27T21:00:00Z",
      "2026-11-28T02:00:00Z",
    ],
    [
      "of two spans that meet",
      daily("UTC", ["12:00", "15:00"], ["09:00", "12:00"]),
      "2026-11-27T10:00:00Z",
      "2026-11-27T15:00:00Z",
    ],
    [
      "of a day of 25 hours",
      daily("America/New_York", ["00:30", "04:00"]),
      "2026-11-01T04:30:00Z",
      "2026-11-01T09:00:00Z",
    ],
    ["of what is always open", hoursOf("UTC", null), "2026-11-27T10:00:00Z", null],
    ["of what is open around the clock", daily("UTC", ["00:00", "24:00"]), "2026-11-27T10:00:00Z", null],
    ["of what is closed", hoursOf("UTC", office), "2026-11-28T10:00:00Z", "2026-11-28T10:00:00Z"],
  ])("HOURS-1: the next closing %s", (_, hours, from, expected) => {
    expect(nextClosing(hours, at(from))).toBe(expected === null ? null : at(expected))
  })

  it("HOURS-1: an unknown zone counts as UTC and fails nothing", () => {
    expect(nextOpening(daily("Nowhere/Nothing", ["09:00", "10:00"]), 0)).toBe(9 * hour)
  })
})

/** Zones whose clocks go alike all year are one; `changes` are the half days in which they change. */
const zonesOf = (year: number) => {
  const [start, end] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)]
  const alike = new Map<string, { readonly zone: string; readonly changes: ReadonlyArray<number> }>()
  for (const zone of Intl.supportedValuesOf("timeZone")) {
    const changes: Array<number> = []
    let signature = ""
    for (let instant = start, before = zoneOffset(zone, start); instant <= end; instant += day / 2) {
      const offset = zoneOffset(zone, instant)
      if (offset !== before) changes.push(instant)
      before = offset
      signature += `${offset} `
    }
    alike.set(signature, { zone, changes })
  }
  return [...alike.values()]
}

const comparedMinutes = 2.5 * 24 * 60
const quarterHours = fc.integer({ min: 0, max: 96 })
const time = (quarters: number) =>
  `${String(Math.floor(quarters / 4)).padStart(2, "0")}:${String((quarters % 4) * 15).padStart(2, "0")}`
const spans: fc.Arbitrary<Spans> = fc.uniqueArray(quarterHours, { maxLength: 6 }).map((edges) => {
  const sorted = edges.toSorted((a, b) => a - b)
  return Array.from(
    { length: Math.floor(sorted.length / 2) },
    (_, index) => [time(sorted[index * 2] ?? 0), time(sorted[index * 2 + 1] ?? 96)] as const,
  )
})
const weekly = fc.record(
  { mon: spans, tue: spans, wed: spans, thu: spans, fri: spans, sat: spans, sun: spans },
  { requiredKeys: [] },
)

/** Compares each minute of two days and a half; the naive model looks at four days to find what comes next. */
const compareAround = (hours: BusinessHours, start: number, wall: ReadonlyArray<WallTime>) => {
  let opening: number | null = null
  let closing: number | null = null
  for (let index = wall.length - 1; index >= 0; index--) {
    const instant = start + index * minute
    const shown = wall[index]
    const open = shown !== undefined && naivelyOpen(hours, shown)
    if (open) opening = instant
    else closing = instant
    const agrees = openAt(hours, instant) === open && (index > comparedMinutes || (
      (opening === null || nextOpening(hours, instant) === opening) &&
      (closing === null || nextClosing(hours, instant) === closing)
    ))
    if (!agrees) expect.fail(`${hours.timeZone} at ${new Date(instant).toISOString()}`)
  }
}

describe("business hours in every zone", () => {
  it.each([2011, 2026])(
    "HOURS-1: around each change of the clocks in %i they are what a calendar says minute by minute",
    (year) => {
      const zones = zonesOf(year)
      expect(zones.length).toBeGreaterThan(30)
      for (const { changes, zone } of zones) {
        for (const change of changes) {
          const start = change - 36 * hour
          const wall = Array.from(
            { length: 4 * 24 * 60 },
            (_, index) => wallTimeAt(zone, start + index * minute),
          )
          const date = wall[36 * 60]?.date ?? ""
          fc.assert(
            fc.property(weekly, spans, (weekly, holiday) => {
              compareAround(hoursOf(zone, weekly, [{ date, name: "", hours: holiday }]), start, wall)
              compareAround(hoursOf(zone, weekly), start, wall)
            }),
            { numRuns: 1, seed: change },
          )
        }
      }
    },
    60_000,
  )

  it("SEND-10: asking costs microseconds, also for what is closed for months", () => {
    const hours = hoursOf("America/New_York", office)
    const seasonal = hoursOf("America/New_York", {}, [{
      date: "2027-06-01",
      name: "",
      hours: [["10:00", "11:00"]],
    }])
    const begun = performance.now()
    for (let index = 0; index < 1_000; index++) {
      nextOpening(hours, at("2026-11-28T10:00:00Z") + index)
      nextOpening(seasonal, at("2026-11-28T10:00:00Z") + index)
    }
    expect(performance.now() - begun).toBeLessThan(1_000)
  })
})
