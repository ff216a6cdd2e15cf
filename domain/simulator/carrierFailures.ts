import type { DeliveryError } from "../sending/DeliveryError.ts"
import { noReasonText, notSentText } from "../sending/notSentText.ts"

/** One way in which the simulated carrier can fail a message: what the handset page calls it and what the desk hears. */
export interface CarrierFailure {
  readonly label: string
  readonly error: DeliveryError
}

/** The choices of "Fail the next message", by the code that `failNext` names. */
export const carrierFailures: ReadonlyArray<CarrierFailure> = [
  { label: "Phone is off", error: { code: "phone_off", class: "transient", text: notSentText.phoneOff } },
  {
    label: "No such number",
    error: { code: "no_such_number", class: "number", text: notSentText.noSuchNumber },
  },
  { label: "Landline", error: { code: "landline", class: "number", text: notSentText.noTexts } },
  {
    label: "Not on WhatsApp",
    error: { code: "not_on_whatsapp", class: "number", text: notSentText.notOnWhatsApp },
  },
  {
    label: "Window closed",
    error: { code: "window_closed", class: "window_closed", text: notSentText.windowClosed },
  },
  { label: "Opted out", error: { code: "opted_out", class: "opted_out", text: notSentText.optedOut } },
  { label: "Filtered as spam", error: { code: "filtered", class: "spam_limit", text: notSentText.filtered } },
  {
    label: "Sender ID blocked",
    error: { code: "sender_blocked", class: "account", text: notSentText.cannotSend },
  },
]

/** What the desk hears for a code; one that is not among the choices is a failure without a reason. */
export const carrierFailure = (code: string, reference: string): CarrierFailure =>
  carrierFailures.find(({ error }) => error.code === code) ??
    { label: "No reason", error: { code: "unknown", class: "transient", text: noReasonText(reference) } }
