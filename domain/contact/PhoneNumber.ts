import { parsePhoneNumberFromString } from "libphonenumber-js/min"
import { Address } from "./Address.ts"

/** How a person reads an address: `+1 415-555-0136`, `+44 20 7946 0958`; what is no number is shown as it is. */
export const formatAddress = (address: string): string => {
  const parsed = parsePhoneNumberFromString(address)
  if (!parsed) return address
  if (parsed.countryCallingCode !== "1" || parsed.nationalNumber.length !== 10) {
    return parsed.formatInternational()
  }
  const number = parsed.nationalNumber
  return `+1 ${number.slice(0, 3)}-${number.slice(3, 6)}-${number.slice(6)}`
}

/**
 * Numbers that no country gives out and everybody's examples, test accounts and sandboxes use: North America's 500 and
 * 555, and the United Kingdom's for drama.
 */
const keptForExamples = /^\+(?:1(?:500|555)\d{7}|447700900\d{3})$/

export const isKeptForExamples = (number: string): boolean => keptForExamples.test(number)

/**
 * A number that a person typed, as E.164 (SEND-2); null when it is not a number of any country.
 * `+` and the country's calling code are required.
 */
export const parseTypedNumber = (typed: string): Address | null => {
  const parsed = parsePhoneNumberFromString(typed.trim())
  if (!parsed) return null
  return parsed.isValid() || isKeptForExamples(parsed.number) ? Address.make(parsed.number) : null
}
