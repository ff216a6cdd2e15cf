import { describe, expect, it } from "vitest"
import { spansText } from "../../../domain/hours/hoursDifferences.ts"
import { offsetText } from "../../../domain/hours/offsetText.ts"
import { hoursChanges, type HoursDraft } from "./hoursText.ts"
import { allZones, findZones } from "./timeZones.ts"

const winter = Date.UTC(2026, 0, 1)
const before: HoursDraft = {
  hours: {
    timeZone: "America/Los_Angeles",
    weekly: { mon: [["09:00", "18:00"]], thu: [["09:00", "18:00"]] },
    holidays: [{ date: "2026-12-25", name: "Christmas Day", hours: [] }],
  },
  quietHours: null,
  own: true,
}
const withHours = (change: Partial<HoursDraft["hours"]>): HoursDraft => ({
  ...before,
  hours: { ...before.hours, ...change },
})

describe("hoursChanges", () => {
  it.each<[string, HoursDraft, ReadonlyArray<string>]>([
    ["nothing", withHours({ weekly: { thu: [["09:00", "18:00"]], mon: [["09:00", "18:00"]], sun: [] } }), []],
    ["a day", withHours({ weekly: { mon: [["09:00", "18:00"]], thu: [["09:00", "20:00"]] } }), [
      "You changed Thursday to 9:00 – 20:00.",
    ]],
    ["a closed day", withHours({ weekly: { mon: [["09:00", "18:00"]] } }), ["You closed Thursday."]],
    ["no hours at all", withHours({ weekly: null }), ["You opened it at all times."]],
    [
      "the zone and a holiday",
      withHours({
        timeZone: "Asia/Kathmandu",
        holidays: [{ date: "2026-11-26", name: "", hours: [] }],
      }),
      [
        "You changed the time zone to Kathmandu.",
        "You added the holiday Thu 26 Nov 2026.",
        "You removed the holiday Christmas Day.",
      ],
    ],
    ["the use of the workspace’s hours", { ...before, own: false }, ["It goes by the workspace’s hours."]],
    ["quiet hours", { ...before, quietHours: { from: "21:00", to: "08:00" } }, [
      "You set quiet hours from 21:00 to 8:00.",
    ]],
  ])("HOURS-1: says that %s was changed", (_, after, expected) => {
    expect(hoursChanges(before, after)).toEqual(expected)
  })

  it("HOURS-1: writes hours in the order of the day", () => {
    expect(spansText([["14:00", "24:00"], ["09:00", "13:00"]])).toBe("9:00 – 13:00, 14:00 – 24:00")
    expect(spansText([])).toBe("Closed")
  })
})

describe("time zones", () => {
  it.each([
    ["los ang", "America/Los_Angeles"],
    ["pacific los", "America/Los_Angeles"],
    ["kathmandu", "Asia/Kathmandu"],
    ["UTC+13:45", "Pacific/Chatham"],
    ["-9:30", "Pacific/Marquesas"],
  ])("HOURS-1: %j finds %s", (typed, id) => {
    expect(findZones(allZones(winter), typed).map((zone) => zone.id)).toContain(id)
  })

  it.each([
    ["UTC", "UTC"],
    ["America/Los_Angeles", "UTC−8"],
    ["Asia/Kathmandu", "UTC+5:45"],
    ["Pacific/Chatham", "UTC+13:45"],
  ])("HOURS-1: %s is %s in January", (zone, text) => {
    expect(offsetText(zone, winter)).toBe(text)
  })
})
