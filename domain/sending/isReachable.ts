import { parseTypedNumber } from "../contact/PhoneNumber.ts"
import type { Channel } from "../sender/Sender.ts"

/** Who is written to, as a conversation and a row know them. `address`: the form that replies go to. */
export interface Recipient {
  readonly channel: Channel
  readonly inboundCount: number
  readonly address: string
}

/** WhatsApp's name for somebody who shows no number: a country and digits. */
const userId = /^[A-Z]{2}\.\d+$/

/** Whether the channel can reach an address; whoever wrote in it can. */
export const isReachable = ({ address, channel, inboundCount }: Recipient): boolean =>
  inboundCount > 0 || parseTypedNumber(address) !== null || (channel === "whatsapp" && userId.test(address))
