import { parseTypedNumber } from "../contact/PhoneNumber.ts"
import type { MessageContent } from "../conversation/MessageContent.ts"
import type { WindowFacts } from "../conversation/Window.ts"
import type { RegisteredState, SendFacts, Sending } from "./SendPolicy.ts"

/** Who is written to, as a conversation and a row know them. `address`: the form that replies go to. */
export interface Recipient extends WindowFacts {
  readonly inboundCount: number
  readonly address: string
}

/** WhatsApp's name for somebody who shows no number: a country and digits. */
const userId = /^[A-Z]{2}\.\d+$/

const isValid = ({ address, channel, inboundCount }: Recipient): boolean =>
  inboundCount > 0 || parseTypedNumber(address) !== null || (channel === "whatsapp" && userId.test(address))

/** What is to be sent, of a message's content. `templates` as in `SendingFacts`. */
export const sendingOf = (
  { media, template }: Pick<MessageContent, "media" | "template">,
  templates: ReadonlyMap<string, RegisteredState> | null,
): Sending =>
  template?.registered
    ? {
      _tag: "Registered",
      state: templates === null ? "approved" : templates.get(template.templateId) ?? "gone",
    }
    : { _tag: "Free", media: media.length > 0 }

/** Everything that the policy is to judge by, in the server's words and in the desk's. */
export const sendFactsOf = (
  recipient: Recipient,
  { consentAt, optedOutAt }: Pick<SendFacts, "consentAt" | "optedOutAt">,
  rest: Pick<SendFacts, "sender" | "hours" | "sending" | "scheduledAt">,
): SendFacts => ({
  channel: recipient.channel,
  lastInboundAt: recipient.lastInboundAt,
  windowClosedAt: recipient.windowClosedAt,
  numberValid: isValid(recipient),
  consentAt,
  optedOutAt,
  ...rest,
})
