import { Schema } from "effect"

const addressLengthMax = 128

/** An address as a provider writes it: E.164 where it can be, else a short code, an alphanumeric sender or an opaque id. */
export const Address = Schema.String.check(Schema.isPattern(/\S/), Schema.isMaxLength(addressLengthMax)).pipe(
  Schema.brand("Address"),
)
export type Address = typeof Address.Type

/** The form of an address that is compared: see `canonicalAddress`. */
export const CanonicalAddress = Schema.String.check(
  Schema.isMinLength(1),
  Schema.isMaxLength(addressLengthMax),
).pipe(Schema.brand("CanonicalAddress"))
export type CanonicalAddress = typeof CanonicalAddress.Type

const brazilMobile = /^\+55(\d{2})([6-9]\d{7})$/
const mexicoWithOne = /^\+521(\d{10})$/
const argentinaWithNine = /^\+549(\d{10})$/

/**
 * The one form under which two spellings of an address are the same customer (CONV-8). Numbers become E.164 without
 * punctuation; Brazil's mobile numbers get their ninth digit, Mexico's lose the 1 after 52, Argentina's the 9 after 54,
 * since WhatsApp and carriers spell these both ways. Never dialled: replies go to the form that the provider used.
 * Throws on what is no Address: a blank text, or one of more than 128 characters.
 */
export const canonicalAddress = (raw: string): CanonicalAddress => {
  const trimmed = raw.trim()
  const digits = trimmed.replace(/[\s().\-\u2010-\u2015]/g, "")
  // Lower case can be longer: İ becomes an i and a dot.
  if (!/^\+\d{5,}$/.test(digits)) {
    return CanonicalAddress.make(trimmed.toLowerCase().slice(0, addressLengthMax))
  }
  const brazil = brazilMobile.exec(digits)
  if (brazil) return CanonicalAddress.make(`+55${brazil[1]}9${brazil[2]}`)
  const mexico = mexicoWithOne.exec(digits)
  if (mexico) return CanonicalAddress.make(`+52${mexico[1]}`)
  const argentina = argentinaWithNine.exec(digits)
  if (argentina) return CanonicalAddress.make(`+54${argentina[1]}`)
  return CanonicalAddress.make(digits)
}
