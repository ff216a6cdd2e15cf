import { parsePhoneNumberFromString, validatePhoneNumberLength } from "libphonenumber-js/min"
import { type CanonicalAddress, canonicalAddress } from "../contact/Address.ts"
import { parseTypedNumber } from "../contact/PhoneNumber.ts"
import type { Channel } from "../sender/Sender.ts"
import type { ConsentRow } from "./ConsentRow.ts"

/** What a row of a file says of a number's consent. Times are epoch milliseconds. */
export interface GivenConsent {
  readonly channel: Channel
  readonly address: CanonicalAddress
  readonly at: number
  readonly source: string
  readonly proof: string | null
}

const digitsTried = 6
/** Somewhere it is tomorrow already: nobody's today is in the future. */
const aheadMaxMillis = 14 * 3_600_000

/** How many digits a number lacks, as far as its country tells; null when that is not what is wrong with it. */
const digitsMissing = (typed: string): number | null => {
  if (validatePhoneNumberLength(typed) !== "TOO_SHORT") return null
  for (let missing = 1; missing <= digitsTried; missing++) {
    if (validatePhoneNumberLength(typed + "0".repeat(missing)) === undefined) return missing
  }
  return null
}

const numberProblem = (typed: string): string => {
  if (typed === "") return "The number is empty."
  if (!typed.startsWith("+")) {
    const american = parsePhoneNumberFromString(typed, "US")
    return american?.isPossible()
      ? `Country code is missing. Write it like ${typed.startsWith("1") ? "+" : "+1 "}${typed}.`
      : "Country code is missing. Write it like +1 415-555-0136."
  }
  const missing = digitsMissing(typed)
  return missing === null
    ? "This is not a phone number."
    : `The number is ${missing} ${missing === 1 ? "digit" : "digits"} short.`
}

const channels: Readonly<Record<string, Channel>> = {
  whatsapp: "whatsapp",
  wa: "whatsapp",
  sms: "sms",
  text: "sms",
  mms: "sms",
}

const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September"]
  .concat(["October", "November", "December"])
const dayPattern = /^(\d{4})-(\d{2})-(\d{2})$/
const timePattern = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/
const otherWayPattern = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** What is wrong with a day of the calendar; null when it exists. */
const dayProblem = (year: number, month: number, day: number): string | null => {
  const name = months[month - 1]
  if (name === undefined || day < 1) return "There is no such date. Write dates as YYYY-MM-DD."
  const last = daysIn(year, month)
  return day > last ? `${name} has ${last} days. Write dates as YYYY-MM-DD.` : null
}

/** The moment that a date says, or what to do about it. A day without a time is its beginning in UTC. */
const readDate = (typed: string): number | string => {
  if (typed === "") return "The date is empty. Write it as YYYY-MM-DD."
  const otherWay = otherWayPattern.exec(typed)
  if (otherWay) {
    const [day, month, year] = otherWay.slice(1).map(Number)
    return dayProblem(year ?? 0, month ?? 0, day ?? 0) ?? "Write dates as YYYY-MM-DD."
  }
  const day = dayPattern.exec(typed.slice(0, 10))
  if (!day || !(dayPattern.test(typed) || timePattern.test(typed))) return "Write dates as YYYY-MM-DD."
  const problem = dayProblem(Number(day[1]), Number(day[2]), Number(day[3]))
  if (problem !== null) return problem
  const at = Date.parse(typed.length === 10 || /Z|[+-]\d{2}:?\d{2}$/.test(typed) ? typed : `${typed}Z`)
  return Number.isNaN(at) ? "Write dates as YYYY-MM-DD." : at
}

/**
 * What a row says, or why it cannot be imported and what to do, in plain words. `now` in epoch milliseconds. What the desk
 * knows of the number is not looked at here.
 */
export const readConsentRow = (
  row: ConsentRow,
  now: number,
): GivenConsent | { readonly reason: string } => {
  const number = parseTypedNumber(row.mobile)
  if (number === null) return { reason: numberProblem(row.mobile.trim()) }
  const word = row.channel.trim().toLowerCase()
  const channel = Object.hasOwn(channels, word) ? channels[word] : undefined
  if (channel === undefined) return { reason: "Channel is not known. Use “whatsapp” or “sms”." }
  const source = row.source.trim()
  if (source === "") return { reason: "Source is empty. Say how the customer agreed." }
  const at = readDate(row.date.trim())
  if (typeof at === "string") return { reason: at }
  if (at > now + aheadMaxMillis) return { reason: "The date is in the future." }
  const proof = row.note.trim()
  return { channel, address: canonicalAddress(number), at, source, proof: proof === "" ? null : proof }
}
