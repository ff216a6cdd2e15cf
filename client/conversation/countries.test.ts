import { assert, describe, it } from "@effect/vitest"
import { checkNumber, splitNumber } from "./countries.ts"

describe("checkNumber", () => {
  it("SEND-2: makes E.164 of a number as people type it", () => {
    assert.deepStrictEqual(checkNumber("US", "(415) 555-0136"), { number: "+14155550136" })
    assert.deepStrictEqual(checkNumber("GB", "020 7946 0958"), { number: "+442079460958" })
  })

  it.each([
    ["", "Enter the mobile number."],
    ["415-555", "4 digits are missing."],
    ["000-000-0000", "This is not a number in the United States."],
  ])("SEND-2: says what is wrong with “%s”, with an example of a right one", (typed, text) => {
    const result = checkNumber("US", typed)
    assert.include("error" in result ? result.error : "", text)
    if (typed !== "") assert.match("error" in result ? result.error : "", /A right one looks like \+1 /)
  })
})

describe("splitNumber", () => {
  it("SEND-1: splits a pasted number into country and number", () => {
    assert.deepStrictEqual(splitNumber("+1 415-555-0136"), { country: "US", national: "(415) 555-0136" })
  })

  it("leaves alone what has no country code", () => {
    assert.isNull(splitNumber("415-555-0136"))
  })
})
