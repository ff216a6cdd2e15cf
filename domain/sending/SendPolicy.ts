import { windowAt, type WindowFacts } from "../conversation/Window.ts"

export interface SendFacts extends WindowFacts {
  /** Since when the customer is opted out, epoch milliseconds; null when they are not. */
  readonly optedOutAt: number | null
  /** Since when the number's consent to be written to is recorded, epoch milliseconds; null when there is none. */
  readonly consentAt: number | null
}

export type SendVerdict =
  | { readonly _tag: "Go" }
  | { readonly _tag: "OptedOut"; readonly since: number }
  /** CONSENT-1: a number that never wrote in needs a recorded consent before WhatsApp may carry anything to it. */
  | { readonly _tag: "NoConsent" }
  | { readonly _tag: "WindowClosed"; readonly closedAt: number | null }

/**
 * Whether a free-form message may go now, and why not. The composer's hint, the actor when a message is written, and
 * the claim when it is handed to the provider all ask here, so that they cannot differ (SEND-10, WIN-3, WIN-4, OPT-1).
 */
export const sendVerdict = (facts: SendFacts, now: number): SendVerdict => {
  if (facts.optedOutAt !== null) return { _tag: "OptedOut", since: facts.optedOutAt }
  if (facts.channel === "whatsapp" && facts.lastInboundAt === null && facts.consentAt === null) {
    return { _tag: "NoConsent" }
  }
  const window = windowAt(facts, now)
  if (window && !window.open) return { _tag: "WindowClosed", closedAt: window.closesAt }
  return { _tag: "Go" }
}
