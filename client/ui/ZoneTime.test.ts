import { describe, expect, it } from "vitest"
import { zoneTime } from "./ZoneTime.ts"

const at = (text: string) => Date.parse(text)

describe("zoneTime", () => {
  it.each([
    ["America/Los_Angeles", "2026-11-28T01:30:00Z", "2026-11-27T20:00:00Z", "17:30"],
    ["America/Los_Angeles", "2026-11-30T17:00:00Z", "2026-11-28T01:30:00Z", "Mon 9:00"],
    ["Asia/Kathmandu", "2026-11-27T18:30:00Z", "2026-11-27T17:00:00Z", "Sat 0:15"],
    ["UTC", "2026-12-04T09:05:00Z", "2026-11-27T17:00:00Z", "Fri 4 Dec 9:05"],
    ["UTC", "2027-01-04T09:05:00Z", "2026-11-27T17:00:00Z", "Mon 4 Jan 2027 9:05"],
    ["UTC", "2026-11-26T09:05:00Z", "2026-11-27T17:00:00Z", "Thu 26 Nov 9:05"],
    ["UTC", "2026-11-26T09:05:00Z", null, "Thu 9:05"],
  ])("SEND-10: says by the clock of %s when %s is, seen from %s", (zone, time, now, text) => {
    expect(zoneTime(zone, at(time), now === null ? null : at(now))).toBe(text)
  })
})
