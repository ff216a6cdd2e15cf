import { describe, expect, it } from "vitest"
import { readConsentRow } from "./readConsentRow.ts"

const now = Date.UTC(2026, 10, 22, 12)
const row = {
  mobile: "+1 415-555-0136",
  channel: "WhatsApp",
  source: "Web form",
  date: "2026-11-02",
  note: "",
}

describe("readConsentRow", () => {
  it("CONSENT-2: reads number, channel, source, date and proof", () => {
    expect(readConsentRow({ ...row, note: " Form 12 " }, now)).toEqual({
      channel: "whatsapp",
      address: "+14155550136",
      at: Date.UTC(2026, 10, 2),
      source: "Web form",
      proof: "Form 12",
    })
  })

  it.each([
    ["2026-11-02T09:30:00Z", Date.UTC(2026, 10, 2, 9, 30)],
    ["2026-11-02 09:30", Date.UTC(2026, 10, 2, 9, 30)],
    ["2026-11-02T09:30:00+02:00", Date.UTC(2026, 10, 2, 7, 30)],
    ["2026-11-23", Date.UTC(2026, 10, 23)],
  ])("CONSENT-2: %s is a moment", (date, at) => {
    expect(readConsentRow({ ...row, date }, now)).toMatchObject({ at })
  })

  it.each<[Partial<typeof row>, string]>([
    [{ mobile: "" }, "The number is empty."],
    [{ mobile: "415-555-0152" }, "Country code is missing. Write it like +1 415-555-0152."],
    [{ mobile: "14155550152" }, "Country code is missing. Write it like +14155550152."],
    [{ mobile: "12" }, "Country code is missing. Write it like +1 415-555-0136."],
    [{ mobile: "+1 628-555-01" }, "The number is 2 digits short."],
    [{ mobile: "+1 628-555-019" }, "The number is 1 digit short."],
    [{ mobile: "+999 12" }, "This is not a phone number."],
    [{ channel: "whatsap" }, "Channel is not known. Use “whatsapp” or “sms”."],
    [{ channel: "constructor" }, "Channel is not known. Use “whatsapp” or “sms”."],
    [{ source: " " }, "Source is empty. Say how the customer agreed."],
    [{ date: "" }, "The date is empty. Write it as YYYY-MM-DD."],
    [{ date: "2027-01-15" }, "The date is in the future."],
    [{ date: "31/11/2026" }, "November has 30 days. Write dates as YYYY-MM-DD."],
    [{ date: "11/02/2026" }, "Write dates as YYYY-MM-DD."],
    [{ date: "2026-02-30" }, "February has 28 days. Write dates as YYYY-MM-DD."],
    [{ date: "2026-13-01" }, "There is no such date. Write dates as YYYY-MM-DD."],
    [{ date: "2026-11-02T99:00" }, "Write dates as YYYY-MM-DD."],
    [{ date: "yesterday" }, "Write dates as YYYY-MM-DD."],
  ])("CONSENT-2: %j is refused with what to do", (change, reason) => {
    expect(readConsentRow({ ...row, ...change }, now)).toEqual({ reason })
  })
})
