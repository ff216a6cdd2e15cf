import { standardWords } from "../../domain/consent/Keywords.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { ProviderCredentials } from "./ProviderAccount.ts"

const none: ReadonlySet<string> = new Set()
const telnyxWords = new Set([
  "STOP",
  "STOPALL",
  "STOP ALL",
  "UNSUBSCRIBE",
  "CANCEL",
  "END",
  "QUIT",
  "START",
  "UNSTOP",
])

/**
 * The keywords that each kind of provider answers by itself, and on which it holds the opt-out, so that the desk does not
 * answer them again. Twilio does so for SMS by default, with just the standard words; nobody does on WhatsApp, which has no
 * keywords, nor Vonage outside of US short codes. Telnyx has a list of its own, for each messaging profile (provider-facts, 8).
 */
export const providerWords: Readonly<
  Record<ProviderCredentials["kind"], Readonly<Record<Channel, ReadonlySet<string>>>>
> = {
  twilio: { sms: new Set(Object.values(standardWords).flat()), whatsapp: none },
  whatsapp: { sms: none, whatsapp: none },
  vonage: { sms: none, whatsapp: none },
  telnyx: { sms: telnyxWords, whatsapp: none },
  simulator: { sms: none, whatsapp: none },
}
