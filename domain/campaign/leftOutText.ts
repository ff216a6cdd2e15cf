import type { LeftOutReason } from "./Campaign.ts"

const texts: Record<LeftOutReason, string> = {
  invalid_number: "not a phone number, left out",
  landline: "landlines, left out",
  duplicate: "duplicate numbers, sent once",
  sent_again: "sent again already, left out",
  opted_out: "opted out, left out",
  no_consent: "no WhatsApp consent, left out",
  by_sms: "no WhatsApp consent, sent by SMS",
  language_unknown: "not a language code, left out",
  value_missing: "a value is missing, left out",
  value_invalid: "a value does not fit, left out",
}

const isReason = (reason: string): reason is LeftOutReason => Object.hasOwn(texts, reason)

/** Below the number of those who get no message, why. */
export const leftOutText = (reason: string): string =>
  isReason(reason) ? texts[reason] : "could not be written to"
