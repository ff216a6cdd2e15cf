import { parsePhoneNumberFromString } from "libphonenumber-js/min"
import { regionZones } from "./regionZones.ts"

/**
 * Every time zone that the holder of an address may be in, by the country that gave out its number; of a number that fits
 * no country, those of all that share its calling code. Empty for what is no number: a user name, a short code.
 */
export const recipientZones = (address: string): ReadonlyArray<string> => {
  const number = parsePhoneNumberFromString(address)
  if (!number) return []
  const regions = number.country ? [number.country] : number.getPossibleCountries()
  return [...new Set(regions.flatMap((region) => regionZones.get(region) ?? []))]
}
