import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { instantOf } from "./instantOf.ts"
import { zoneOffset } from "./zoneOffset.ts"

describe("instantOf", () => {
  it.each([
    ["America/Los_Angeles", "2026-11-23", "09:00", "2026-11-23T17:00:00Z"],
    ["Asia/Kathmandu", "2026-11-23", "00:00", "2026-11-22T18:15:00Z"],
    ["UTC", "2026-11-23", "24:00", "2026-11-24T00:00:00Z"],
    ["America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30:00Z"],
    ["America/New_York", "2026-03-08", "02:30", "2026-03-08T07:30:00Z"],
    ["Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45:00Z"],
    ["Pacific/Apia", "2011-12-31", "09:00", "2011-12-30T19:00:00Z"],
  ])("SEND-12: in %s on %s at %s it is %s", (zone, date, time, instant) => {
    expect(instantOf(zone, date, time)).toBe(Date.parse(instant))
  })

  it("SEND-12: what is no day or time is no instant", () => {
    expect(instantOf("UTC", "", "09:00")).toBeNull()
    expect(instantOf("UTC", "2026-11-23", "9")).toBeNull()
  })

  it("SEND-12: the clock shows at the instant what was asked for, except where it skips that", () => {
    const zone = fc.constantFrom(
      "America/New_York",
      "Australia/Lord_Howe",
      "Africa/Casablanca",
      "Pacific/Chatham",
    )
    fc.assert(fc.property(zone, fc.integer({ min: 0, max: 366 * 24 * 60 }), (zone, minutes) => {
      const wall = new Date(Date.UTC(2026, 0, 1) + minutes * 60_000)
      const [date, time] = [wall.toISOString().slice(0, 10), wall.toISOString().slice(11, 16)]
      const instant = instantOf(zone, date, time) ?? NaN
      const shown = instant + zoneOffset(zone, instant)
      expect([0, 3_600_000, 1_800_000]).toContain(shown - wall.getTime())
    }))
  })
})
