import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { formatAddress, parseTypedNumber } from "./PhoneNumber.ts"

describe("formatAddress", () => {
  it.each([
    ["+14155550136", "+1 415-555-0136"],
    ["+442079460958", "+44 20 7946 0958"],
    ["+5511987654321", "+55 11 98765 4321"],
    ["72345", "72345"],
    ["ParcelCare", "ParcelCare"],
    ["US.13491208655302741918", "US.13491208655302741918"],
  ])("INBOX-8: %s is shown as %s", (address, shown) => {
    expect(formatAddress(address)).toBe(shown)
  })
})

describe("parseTypedNumber", () => {
  it.each([
    ["+1 (415) 555-2671", "+14155552671"],
    [" +44 20 7946 0958 ", "+442079460958"],
    ["+44 (0) 20 7946 0958", "+442079460958"],
    ["+5511987654321", "+5511987654321"],
    ["+1 555-555-0123", "+15555550123"],
    ["+447700900123", "+447700900123"],
  ])("SEND-2: %s is stored as %s", (typed, stored) => {
    expect(parseTypedNumber(typed)).toBe(stored)
  })

  it.each([
    "",
    " ",
    "hello",
    "+",
    "+1",
    "+1 415 555",
    "+1 415 555 26711",
    "+999 123456789",
    "+1 111 555 2671",
    "+33 012345678",
    "415 555 2671",
    "72345",
  ])(
    "SEND-2: %j is refused",
    (typed) => {
      expect(parseTypedNumber(typed)).toBeNull()
    },
  )

  it("SEND-2: no text makes it fail, and what it takes is E.164 and taken again as it is", () => {
    const typed = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^\+[\d ()-]{5,16}$/))
    fc.assert(
      fc.property(typed, (text) => {
        const number = parseTypedNumber(text)
        if (number === null) return
        expect(number).toMatch(/^\+[1-9]\d{6,14}$/)
        expect(parseTypedNumber(number)).toBe(number)
      }),
      { numRuns: 500 },
    )
  })
})
