import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { BusinessHours } from "./BusinessHours.ts"
import { snoozeTimes } from "./snoozeTimes.ts"

const zone = "America/New_York"
const office: BusinessHours = {
  timeZone: zone,
  weekly: Object.fromEntries(["mon", "tue", "wed", "thu", "fri"].map((day) => [day, [["09:00", "17:00"]]])),
  holidays: [],
}
const always: BusinessHours = { timeZone: zone, weekly: null, holidays: [] }

const named = (hours: BusinessHours, now: number) =>
  Object.fromEntries(snoozeTimes(zone, hours, now).map(({ at, name }) => [name, new Date(at).toISOString()]))

describe("times to snooze until", () => {
  it("LIFE-1: on a Friday morning they are an hour, the afternoon and tomorrow, by the workspace's clock", () => {
    expect(named(office, Date.UTC(2026, 10, 13, 15))).toEqual({
      "In an hour": "2026-11-13T16:00:00.000Z",
      "This afternoon": "2026-11-13T20:00:00.000Z",
      "Tomorrow morning": "2026-11-14T14:00:00.000Z",
    })
  })

  it("LIFE-1: on a Friday evening the next opening is Monday at nine", () => {
    expect(named(office, Date.UTC(2026, 10, 13, 23))).toEqual({
      "In an hour": "2026-11-14T00:00:00.000Z",
      "Tomorrow morning": "2026-11-14T14:00:00.000Z",
      "When business opens": "2026-11-16T14:00:00.000Z",
    })
  })

  it("LIFE-1: tomorrow at nine is 23 hours away where the clocks go forward in between, and 25 where they go back", () => {
    expect(named(always, Date.UTC(2026, 2, 7, 14))["Tomorrow morning"]).toBe("2026-03-08T13:00:00.000Z")
    expect(named(always, Date.UTC(2026, 9, 31, 13))["Tomorrow morning"]).toBe("2026-11-01T14:00:00.000Z")
  })

  it("LIFE-1: at any moment every choice is still to come, within a week, and at the hour that it says", () => {
    const moments = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2028, 0) })
    const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" })
    fc.assert(fc.property(moments, fc.constantFrom(office, always), (now, hours) => {
      const times = snoozeTimes(zone, hours, now)
      expect(times.map(({ at }) => at)).toEqual(times.map(({ at }) => at).toSorted((a, b) => a - b))
      for (const { at, name } of times) {
        expect(at).toBeGreaterThan(now)
        expect(at).toBeLessThan(now + 7 * 86_400_000)
        if (name === "This afternoon") expect(clock.format(at)).toBe("15:00")
        if (name === "Tomorrow morning" || name === "When business opens") {
          expect(clock.format(at)).toBe("09:00")
        }
      }
    }))
  })
})
