import { parsePhoneNumberFromString } from "libphonenumber-js/min"
import { isKeptForExamples } from "../contact/PhoneNumber.ts"
import type { Channel } from "./Sender.ts"

/** What an address to send from is. `unknown`: a number of which nothing follows, such as those kept for examples. */
export type SenderKind = "whatsapp" | "alphanumeric" | "short_code" | "toll_free" | "long_code" | "unknown"

const tollFree = /^\+1(?:800|833|844|855|866|877|888)\d{7}$/
const shortCode = /^\d{3,8}$/

/** The kind of a Sender ID, by its channel and the form of its address. */
export const senderKindOf = (channel: Channel, address: string): SenderKind => {
  if (channel === "whatsapp") return "whatsapp"
  if (shortCode.test(address)) return "short_code"
  if (!address.startsWith("+")) return "alphanumeric"
  if (tollFree.test(address)) return "toll_free"
  if (isKeptForExamples(address)) return "unknown"
  return parsePhoneNumberFromString(address)?.isValid() ? "long_code" : "unknown"
}
