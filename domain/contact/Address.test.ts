import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Address, canonicalAddress } from "./Address.ts"

describe("canonicalAddress", () => {
  it.each([
    ["Brazil, mobile with and without the ninth digit", "+5511987654321", "+551187654321"],
    ["Brazil, mobile of another area", "+5585991234567", "+558591234567"],
    ["Mexico with and without the 1", "+5215512345678", "+525512345678"],
    ["Argentina with and without the 9", "+5491123456789", "+541123456789"],
    ["Argentina, an area code of four digits", "+5492966123456", "+542966123456"],
    ["spaces, brackets, hyphens", "+1 (415) 555-0136", "+14155550136"],
    ["dots", "+44.20.7946.0958", "+442079460958"],
    ["the hyphens of typesetters", "+1 415\u2011555\u20130136", "+14155550136"],
    ["spaces that do not break", "+33\u00a01\u202f23 45 67 89", "+33123456789"],
    ["spaces around", "  +14155550136\n", "+14155550136"],
    ["a Brazilian number with and without both", "+55 (11) 98765-4321", "+55 11 8765 4321"],
    ["letters of any case", "ParcelCare", "PARCELCARE"],
    ["a WhatsApp id that is no number", "US.13491208655302741918", "us.13491208655302741918"],
  ])("CONV-8: one customer: %s", (_, one, other) => {
    expect(canonicalAddress(one)).toBe(canonicalAddress(other))
  })

  it.each([
    ["Brazil, a landline stays without a ninth digit", "+551133334444", "+5511933334444"],
    ["Brazil, two mobiles", "+5511987654321", "+5511987654322"],
    ["Brazil, two areas", "+5511987654321", "+5521987654321"],
    ["Mexico, two areas", "+525512345678", "+523312345678"],
    ["Argentina, two areas", "+541123456789", "+543513456789"],
    ["Brazil's rule is not Portugal's", "+351912345678", "+3519912345678"],
    ["a short code is no number with a calling code", "72345", "+72345"],
    ["two short codes", "72345", "723456"],
    ["a number without plus", "14155550136", "+14155550136"],
  ])("CONV-8: two customers: %s", (_, one, other) => {
    expect(canonicalAddress(one)).not.toBe(canonicalAddress(other))
  })

  it.each([
    ["+5511987654321", "+5511987654321"],
    ["+1 555-555-0123", "+15555550123"],
    ["+447700900123", "+447700900123"],
    ["+5215512345678", "+525512345678"],
    ["+5491123456789", "+541123456789"],
    ["72345", "72345"],
    ["Parcel Care", "parcel care"],
    ["+12", "+12"],
  ])("CONV-8: %s is compared as %s", (raw, canonical) => {
    expect(canonicalAddress(raw)).toBe(canonical)
  })

  const numbers = fc.tuple(
    fc.constantFrom("+55", "+52", "+521", "+54", "+549", "+1", "+44", "+", ""),
    fc.stringMatching(/^\d{0,14}$/),
  ).map((parts) => parts.join("")).filter((number) => number !== "")
  const written = fc.tuple(numbers, fc.infiniteStream(fc.constantFrom("", "", "", " ", "-", ".", "(", ")")))
    .map(([number, separators]) => [...number].flatMap((digit) => [digit, separators.next().value]).join(""))

  it("CONV-8: what is canonical stays as it is", () => {
    const any = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter((text) =>
      text.trim() !== ""
    )
    fc.assert(
      fc.property(fc.oneof(numbers, written, any), (raw) => {
        const canonical = canonicalAddress(raw)
        expect(canonicalAddress(canonical)).toBe(canonical)
      }),
      { numRuns: 1_000 },
    )
  })

  it("CONV-8: punctuation never makes another customer of a number", () => {
    const international = numbers.filter((number) => /^\+\d{5,}$/.test(number))
    fc.assert(fc.property(international, fc.array(fc.nat(15), { maxLength: 5 }), (number, places) => {
      const dotted = places.reduce(
        (text, place) => place === 0 ? text : `${text.slice(0, place)} -(${text.slice(place)}`,
        number,
      )
      expect(canonicalAddress(dotted)).toBe(canonicalAddress(number))
    }))
  })

  it("CONV-8: every address that a provider may give has a canonical form", () => {
    const given = fc.string({ unit: "binary", minLength: 1, maxLength: 128 }).filter(Schema.is(Address))
    fc.assert(
      fc.property(given, (raw) => {
        expect(canonicalAddress(raw).length).toBeGreaterThan(0)
      }),
      { numRuns: 1_000 },
    )
    expect(Schema.is(Address)(" ")).toBe(false)
    expect(canonicalAddress("İ".repeat(128)).length).toBeLessThanOrEqual(128)
  })
})
