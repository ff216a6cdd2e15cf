import { offsetText } from "../../../domain/hours/offsetText.ts"
import { zoneName } from "../../../domain/hours/zoneName.ts"
import { zoneOffset } from "../../../domain/hours/zoneOffset.ts"

export interface ZoneChoice {
  readonly id: string
  /** `Los Angeles`. */
  readonly city: string
  /** `Pacific Time`, as the zone is called for both halves of the year. */
  readonly name: string
  /** `UTC−8`, at the moment of asking. */
  readonly offset: string
}

/** Browsers list some zones under names that tz has replaced; both are known everywhere. */
const renamed: Readonly<Record<string, string>> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Godthab": "America/Nuuk",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
}

/** `Los Angeles` of `America/Los_Angeles`. */
export const cityOf = (id: string): string => (id.split("/").at(-1) ?? id).replaceAll("_", " ")

export const zoneChoice = (id: string, now: number): ZoneChoice => ({
  id,
  city: cityOf(id),
  name: zoneName(id, now),
  offset: offsetText(id, now),
})

/** Every time zone that this browser knows, from west to east. Made once, when somebody looks for one. */
export const allZones = (now: number): ReadonlyArray<ZoneChoice> =>
  [...new Set([...Intl.supportedValuesOf("timeZone").map((id) => renamed[id] ?? id), "UTC"])]
    .map((id) => ({ choice: zoneChoice(id, now), millis: zoneOffset(id, now) }))
    .sort((a, b) => a.millis - b.millis || a.choice.city.localeCompare(b.choice.city))
    .map(({ choice }) => choice)

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

/** Those whose city, name or offset has every word that was typed. */
export const findZones = (zones: ReadonlyArray<ZoneChoice>, typed: string): ReadonlyArray<ZoneChoice> => {
  const words = plain(typed).replace("-", "−").split(/\s+/).filter((word) => word !== "")
  return zones.filter(({ city, id, name, offset }) => {
    const text = plain(`${city} ${name} ${id} ${offset}`)
    return words.every((word) => text.includes(word))
  })
}
