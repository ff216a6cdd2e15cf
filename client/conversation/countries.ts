import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from "libphonenumber-js/min"
import examples from "libphonenumber-js/mobile/examples"
import { formatAddress, parseTypedNumber } from "../../domain/contact/PhoneNumber.ts"

export interface Country {
  readonly code: CountryCode
  readonly name: string
  readonly callingCode: string
}

/** `in the United States`, `in France`. */
const nameInSentence = (name: string): string =>
  /^(United|Netherlands|Philippines|Bahamas|Dominican|Maldives|Gambia|Comoros)|Islands|Republic/.test(name)
    ? `the ${name}`
    : name

const names = new Intl.DisplayNames(["en"], { type: "region" })

/** Every country with telephone numbers, by name. */
export const countries: ReadonlyArray<Country> = getCountries()
  .map((code) => ({ code, name: names.of(code) ?? code, callingCode: getCountryCallingCode(code) }))
  .sort((a, b) => a.name.localeCompare(b.name))

export const isCountry = (code: string): code is CountryCode =>
  countries.some((country) => country.code === code)

/** A full number that was typed or pasted, split at its country code; null where it does not begin with one. */
export const splitNumber = (
  typed: string,
): { readonly country: CountryCode; readonly national: string } | null => {
  const parsed = typed.trim().startsWith("+") ? parsePhoneNumberFromString(typed) : undefined
  return parsed?.country ? { country: parsed.country, national: parsed.formatNational() } : null
}

/** The number in E.164, or what is wrong with it and an example of a right one (SEND-2). */
export const checkNumber = (
  country: CountryCode,
  national: string,
): { readonly number: string } | { readonly error: string } => {
  const number = parseTypedNumber(
    parsePhoneNumberFromString(national, country)?.number ?? `+${getCountryCallingCode(country)}${national}`,
  )
  if (number !== null) return { number }
  const example = getExampleNumber(country, examples)
  const right = example ? ` A right one looks like ${formatAddress(example.number)}.` : ""
  const missing = (example?.nationalNumber.length ?? 0) - national.replace(/\D/g, "").length
  if (national.trim() === "") return { error: "Enter the mobile number." }
  if (validatePhoneNumberLength(national, country) === "TOO_SHORT" && missing > 0) {
    return { error: `${missing} ${missing === 1 ? "digit is" : "digits are"} missing.${right}` }
  }
  return { error: `This is not a number in ${nameInSentence(names.of(country) ?? "this country")}.${right}` }
}
