import { assert, describe, it } from "@effect/vitest"
import { clockTime, dateAndTime, dayLabel, listTime, timeLeft, timeLeftInWords } from "./DeskTime.ts"

const at = (year: number, month: number, day: number, hours = 0, minutes = 0) =>
  new Date(year, month - 1, day, hours, minutes).getTime()
const now = at(2026, 11, 13, 14, 31)
const minute = 60_000

describe("DeskTime", () => {
  it.each([
    ["today", at(2026, 11, 13, 0, 5), "00:05"],
    ["yesterday", at(2026, 11, 12, 23, 59), "Yesterday"],
    ["up to 6 days ago", at(2026, 11, 7, 12), "Sat"],
    ["a week ago", at(2026, 11, 6, 12), "6 Nov"],
    ["in another year", at(2025, 11, 2, 12), "2 Nov 2025"],
    ["in the future by a clock that is ahead", at(2026, 11, 13, 14, 32), "14:32"],
  ])("shows a row's time %s", (_, time, text) => {
    assert.strictEqual(listTime(time, now), text)
  })

  it("names days", () => {
    assert.strictEqual(dayLabel(now, now), "Today, Fri 13 Nov")
    assert.strictEqual(dayLabel(at(2026, 11, 12, 9), now), "Yesterday, Thu 12 Nov")
    assert.strictEqual(dayLabel(at(2025, 12, 31), now), "Wed 31 Dec 2025")
  })

  it("writes a moment as a clock time and in full", () => {
    assert.strictEqual(clockTime(at(2026, 11, 13, 9, 5)), "09:05")
    assert.strictEqual(dateAndTime(at(2026, 11, 11, 10, 20), now), "Wed 11 Nov at 10:20")
  })

  it.each([
    [23 * 60 + 55, "23 h 55 min", "23 hours 55 minutes"],
    [24 * 60, "24 h", "24 hours"],
    [61, "1 h 1 min", "1 hour 1 minute"],
    [38, "38 min", "38 minutes"],
    [0.2, "1 min", "1 minute"],
    [-1, "0 min", "0 minutes"],
  ])("WIN-1: says what is left of %s minutes", (minutes, short, words) => {
    assert.strictEqual(timeLeft(minutes * minute), short)
    assert.strictEqual(timeLeftInWords(minutes * minute), words)
  })
})
