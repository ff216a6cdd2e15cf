import fc from "fast-check"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { type BusinessHours, weekdays } from "./BusinessHours.ts"
import { openAt } from "./nextOpening.ts"
import { laterOf, nextSendingTime, type SendingHours } from "./nextSendingTime.ts"
import { hoursBesideQuiet, QuietHours } from "./QuietHours.ts"
import { recipientZones } from "./recipientZones.ts"

const at = (text: string) => Date.parse(text)
const always: BusinessHours = { timeZone: "Europe/Berlin", weekly: null, holidays: [] }
const daily = (timeZone: string, from: string, to: string): BusinessHours => ({
  timeZone,
  weekly: Object.fromEntries(weekdays.map((day) => [day, [[from, to]] as const])),
  holidays: [],
})
const night = { from: "21:00", to: "08:00" }
const to = (address: string, business = always, quiet: QuietHours | null = night): SendingHours => ({
  business,
  quiet,
  zones: recipientZones(address),
})

describe("nextSendingTime", () => {
  it.each<[string, SendingHours, string, string | null, "business" | "quiet" | null]>([
    [
      "at once without quiet hours",
      to("+442079460958", always, null),
      "2026-11-23T02:00:00Z",
      "2026-11-23T02:00:00Z",
      null,
    ],
    [
      "in the recipient's morning",
      to("+442079460958"),
      "2026-11-23T02:00:00Z",
      "2026-11-23T08:00:00Z",
      "quiet",
    ],
    [
      "in the recipient's summer morning",
      to("+442079460958"),
      "2026-07-23T02:00:00Z",
      "2026-07-23T07:00:00Z",
      "quiet",
    ],
    [
      "at the first moment after the quiet",
      to("+442079460958"),
      "2026-11-23T08:00:00Z",
      "2026-11-23T08:00:00Z",
      null,
    ],
    [
      "the next day once it is quiet",
      to("+442079460958"),
      "2026-11-23T21:00:00Z",
      "2026-11-24T08:00:00Z",
      "quiet",
    ],
    [
      "when it is day in the whole country",
      to("+14155550136"),
      "2026-11-23T14:00:00Z",
      "2026-11-23T18:00:00Z",
      "quiet",
    ],
    [
      "up to the evening of the country's east",
      to("+14155550136"),
      "2026-11-24T01:59:59Z",
      "2026-11-24T01:59:59Z",
      null,
    ],
    [
      "not in the evening of the country's east",
      to("+14155550136"),
      "2026-11-24T02:00:00Z",
      "2026-11-24T18:00:00Z",
      "quiet",
    ],
    [
      "by the business's clock to a user name",
      to("elena.marsh"),
      "2026-11-23T02:00:00Z",
      "2026-11-23T07:00:00Z",
      "quiet",
    ],
    [
      "at the opening where that is later",
      to("+442079460958", daily("Europe/London", "09:30", "17:00")),
      "2026-11-23T02:00:00Z",
      "2026-11-23T09:30:00Z",
      "business",
    ],
    [
      "after the quiet where that is later",
      to("+819012345678", daily("Europe/London", "09:00", "17:00")),
      "2026-11-23T12:30:00Z",
      "2026-11-24T09:00:00Z",
      "quiet",
    ],
    [
      "never where the two never meet",
      to("+819012345678", daily("Europe/London", "13:00", "22:00")),
      "2026-11-23T12:30:00Z",
      null,
      "business",
    ],
    [
      "never where the business never opens",
      to("+819012345678", { ...always, weekly: {} }),
      "2026-11-23T12:30:00Z",
      null,
      "business",
    ],
  ])("HOURS-4: a message goes %s", (_, hours, now, expected, waitsFor) => {
    expect(nextSendingTime(hours, at(now))).toEqual({ at: expected === null ? null : at(expected), waitsFor })
  })

  it("HOURS-4: the time found is the first at which all are open", () => {
    const time = fc.integer({ min: 0, max: 1_439 }).map((minutes) =>
      `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`
    )
    const zone = fc.constantFrom(
      "Asia/Kathmandu",
      "Australia/Lord_Howe",
      "America/New_York",
      "Pacific/Apia",
      "UTC",
    )
    const quiet = fc.record({ from: time, to: time }).filter(Schema.is(QuietHours))
    const beside = fc.tuple(quiet, zone).map(([quiet, zone]) => hoursBesideQuiet(quiet, zone))
    const instant = fc.integer({ min: at("2026-01-01T00:00:00Z"), max: at("2027-01-01T00:00:00Z") })
    fc.assert(fc.property(fc.array(beside, { minLength: 1, maxLength: 3 }), instant, (all, start) => {
      const found = laterOf(all, start)
      const end = found ?? start + 3 * 86_400_000
      for (let before = start; before < end; before += 60_000) {
        if (all.every((hours) => openAt(hours, before))) expect.fail(new Date(before).toISOString())
      }
      if (found !== null) expect(all.every((hours) => openAt(hours, found))).toBe(true)
    }))
  })

  it.each([
    [{ from: "09:00", to: "09:00" }],
    [{ from: "24:00", to: "09:00" }],
    [{ from: "00:00", to: "24:00" }],
    [{ from: "9", to: "12:00" }],
  ])("HOURS-4: %j are no quiet hours", (quiet) => {
    expect(Schema.is(QuietHours)(quiet)).toBe(false)
  })

  it.each([
    ["00:00", "08:00", 480],
    ["20:00", "24:00", 240],
    ["21:00", "00:00", 180],
    ["21:00", "08:00", 660],
  ])("HOURS-4: from %s to %s it is quiet for %i minutes of a day", (from, to, minutes) => {
    const hours = hoursBesideQuiet({ from, to }, "UTC")
    const quiet = Array.from({ length: 1_440 }, (_, minute) => openAt(hours, minute * 60_000)).filter((
      open,
    ) => !open)
    expect(quiet.length).toBe(minutes)
  })
})

describe("recipientZones", () => {
  it.each([
    ["+442079460958", ["Europe/London"]],
    ["+61412345678", 7],
    ["+14155550136", 8],
    ["+14165550136", 10],
    ["+12425550136", ["America/Nassau"]],
    ["+9779812345678", ["Asia/Kathmandu"]],
    ["+38344123456", ["Europe/Belgrade"]],
    ["+80012345678", []],
    ["elena.marsh", []],
    ["72345", []],
  ])("HOURS-4: %s may be in %j", (address, zones) => {
    const found = recipientZones(address)
    if (typeof zones === "number") expect(found.length).toBe(zones)
    else expect(found).toEqual(zones)
  })

  it("HOURS-4: a number that fits no country may be in all that share its calling code", () => {
    const found = recipientZones("+15555550123")
    expect(found).toEqual(expect.arrayContaining(["America/New_York", "America/St_Johns", "Pacific/Guam"]))
  })
})
