import { Address } from "../contact/Address.ts"
import { parseTypedNumber } from "../contact/PhoneNumber.ts"
import type { Channel } from "./Sender.ts"

const shortCode = /^\d{3,8}$/
/** What networks show as a sender's name: at most 11 characters, and a letter among them. */
const senderName = /^(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}$/
/** A pool of numbers at Twilio, which chooses the number itself. */
const messagingService = /^MG[0-9a-fA-F]{32}$/

/** An address to send from as an admin typed it, in the form in which it is kept; null where none can be sent from. */
export const senderAddressOf = (channel: Channel, typed: string): Address | null => {
  const text = typed.trim()
  if (channel === "sms" && (shortCode.test(text) || senderName.test(text) || messagingService.test(text))) {
    return Address.make(text)
  }
  return parseTypedNumber(text)
}

/** Why an address is none to send from; null where it is. */
export const senderAddressProblem = (channel: Channel, typed: string): string | null => {
  if (senderAddressOf(channel, typed) !== null) return null
  if (typed.trim() === "") return "Enter the number that customers see."
  return channel === "whatsapp"
    ? "Write a number with + and its country code, such as +1 415-555-0117."
    : "Write a number with + and its country code, a short code, or a name of at most 11 letters and digits."
}
