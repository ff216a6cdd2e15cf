import { Schema } from "effect"

/** What kind of failure a provider's code means, and so what can be done about it. */
export const DeliveryErrorClass = Schema.Literals([
  "permanent",
  "transient",
  "opted_out",
  "window_closed",
  "no_consent",
  "template",
  /** Nobody gets this template now: it was paused or switched off. */
  "template_off",
  "number",
  "spam_limit",
  "account",
  "our_mistake",
  "unconfirmed",
])
export type DeliveryErrorClass = typeof DeliveryErrorClass.Type

/** Why a message was not sent: the provider's code, its class, and words for the agent that say what to do. */
export const DeliveryError = Schema.Struct({
  code: Schema.String,
  class: DeliveryErrorClass,
  text: Schema.String,
})
export type DeliveryError = typeof DeliveryError.Type

/** Shown when a crash or a time-out hid the provider's answer and no callback has come (SEND-7). */
export const notConfirmed: DeliveryError = {
  code: "not_confirmed",
  class: "unconfirmed",
  text:
    "The network did not confirm this message. It may have been sent. Check with the customer before sending again.",
}
