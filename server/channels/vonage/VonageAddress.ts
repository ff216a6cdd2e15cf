import { Option, Schema } from "effect"
import { Address } from "../../../domain/contact/Address.ts"
import type { Channel } from "../../../domain/sender/Sender.ts"
import { cleanText } from "../cleanText.ts"

const decodeAddress = Schema.decodeUnknownOption(Address)
const addressLengthMax = 129

/** An address of Vonage's in the desk's form: numbers get their plus; short codes, names and business-scoped ids have none. */
export const readVonageAddress = (raw: unknown): Address | null => {
  if (typeof raw !== "string" && typeof raw !== "number") return null
  const plain = cleanText(String(raw), addressLengthMax).trim()
  return Option.getOrNull(decodeAddress(/^\d{7,15}$/.test(plain) ? `+${plain}` : plain))
}

/** The address as Vonage wants it: E.164 without the plus (provider-facts, 2). */
export const writeVonageAddress = (address: Address): string => address.trim().replace(/^\+(?=\d+$)/, "")

/** The desk's channel of one of Vonage's; null for those that the desk does not have. */
export const readVonageChannel = (raw: unknown): Channel | null => {
  switch (raw) {
    case "sms":
    case "mms":
      return "sms"
    case "whatsapp":
      return "whatsapp"
    default:
      return null
  }
}
