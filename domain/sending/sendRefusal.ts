import { Refusal } from "../conversation/Refusal.ts"
import type { DeliveryError } from "./DeliveryError.ts"
import { notSentText } from "./notSentText.ts"
import type { Objection } from "./SendPolicy.ts"

interface Words {
  readonly code: Refusal["code"]
  /** Said to who is about to write it: why not, and what to do. */
  readonly before: string
  readonly class: DeliveryError["class"]
  /** Said below the message that was written and did not go. */
  readonly after: string
}

const templateWords = {
  paused: {
    code: "template_paused",
    class: "template",
    before: "WhatsApp paused this template because of complaints. Choose another one.",
    after: notSentText.templatePaused,
  },
  unapproved: {
    code: "template_not_approved",
    class: "template",
    before: "WhatsApp has not approved this template. Choose an approved one.",
    after: "WhatsApp no longer approves this template. Choose another one.",
  },
  gone: {
    code: "template_not_found",
    class: "template",
    before: "This template is no longer there. Choose another one.",
    after: "This template was removed before it was sent. Choose another one.",
  },
} as const satisfies Record<string, Words>

const wordsOf = (objection: Objection): Words => {
  switch (objection._tag) {
    case "OptedOut":
      return {
        code: "opted_out",
        class: "opted_out",
        before:
          "This person opted out. Messages are not sent to them. They can opt in again by replying START.",
        after: notSentText.optedOut,
      }
    case "SenderUnusable":
      return {
        code: "sender_unusable",
        class: "account",
        before: notSentText.cannotSend,
        after: notSentText.cannotSend,
      }
    case "InvalidNumber":
      return {
        code: "invalid_number",
        class: "number",
        before: "This is not a mobile number. Write it with its country code, such as +1 415-555-0136.",
        after: notSentText.noSuchNumber,
      }
    case "NoConsent":
      return {
        code: "no_consent",
        class: "no_consent",
        before:
          "No WhatsApp consent is on file for this number. Record it under Consent, then send again, or send this by SMS.",
        after: notSentText.noConsent,
      }
    case "TemplateUnusable":
      return templateWords[objection.state]
    case "TemplateOfOtherChannel":
      return {
        code: "template_wrong_channel",
        class: "template",
        before: "This template is registered for WhatsApp and cannot be sent by SMS. Choose another one.",
        after: "This template is registered for WhatsApp and cannot be sent by SMS.",
      }
    case "WindowClosed":
      return {
        code: "window_closed",
        class: "window_closed",
        before: "The 24-hour reply window is closed. Only a registered template can be sent.",
        after: notSentText.windowClosed,
      }
    case "NoMedia":
      return {
        code: "no_media",
        class: "our_mistake",
        before: "This Sender ID has no number and cannot send files. Send a link instead.",
        after: "This Sender ID cannot send files. Send a link instead.",
      }
  }
}

/** What the writer of a message is told when it may not go. The code is the public API's. */
export const refusalOf = (objection: Objection): Refusal => {
  const { before, code } = wordsOf(objection)
  return new Refusal({ code, message: before })
}

/** What stands below a message that was written and may no longer go (WIN-4). */
export const notSentFor = (objection: Objection): DeliveryError => {
  const { after, class: kind, code } = wordsOf(objection)
  return { code, class: kind, text: after }
}
