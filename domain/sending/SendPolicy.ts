import { windowAt, type WindowFacts } from "../conversation/Window.ts"
import { nextSendingTime, type SendingHours } from "../hours/nextSendingTime.ts"
import type { SenderKind } from "../sender/SenderKind.ts"

/** Where a registered template stands with the provider: only an approved one is sent. `gone`: it is no longer there. */
export type RegisteredState = "approved" | "paused" | "unapproved" | "gone"

/** What is to be sent, as far as it matters. Saved texts of the desk are free like any other text. */
export type Sending =
  | { readonly _tag: "Free"; readonly media: boolean }
  | { readonly _tag: "Registered"; readonly state: RegisteredState }

export interface SendFacts extends WindowFacts {
  /** Since when the number is opted out on the channel, epoch milliseconds; null when it is not. */
  readonly optedOutAt: number | null
  /** Since when the number's consent to be written to is recorded, epoch milliseconds; null when there is none. */
  readonly consentAt: number | null
  /** Whether the recipient is one that the channel can reach; whoever wrote in is. */
  readonly numberValid: boolean
  /** What is sent from; null when the Sender ID or its account is not there or cannot be used. */
  readonly sender: SenderKind | null
  /** Null: messages go at any time. */
  readonly hours: SendingHours | null
  readonly sending: Sending
  /** The time for which the message was scheduled, epoch milliseconds; null: as soon as it may go. */
  readonly scheduledAt: number | null
}

/** What a message waits for: the business's hours, the end of the recipient's quiet hours, or the time that was chosen for it. */
export type WaitReason = "business" | "quiet" | "schedule"

export interface Wait {
  readonly _tag: "Wait"
  /** Epoch milliseconds; null while the business is never open. */
  readonly until: number | null
  readonly why: WaitReason
  /** The 24-hour window will have closed by then, unless the customer writes again. */
  readonly windowClosesFirst: boolean
}

/** Why a message may not go, whenever that is. */
export type Objection =
  | { readonly _tag: "OptedOut"; readonly since: number }
  | { readonly _tag: "SenderUnusable" }
  | { readonly _tag: "InvalidNumber" }
  /** CONSENT-1: a number that never wrote in needs a recorded consent before WhatsApp may carry anything to it. */
  | { readonly _tag: "NoConsent" }
  | { readonly _tag: "TemplateUnusable"; readonly state: Exclude<RegisteredState, "approved"> }
  /** Registered templates are WhatsApp's alone. */
  | { readonly _tag: "TemplateOfOtherChannel" }
  | { readonly _tag: "WindowClosed"; readonly closedAt: number | null }
  /** The Sender ID cannot send files. */
  | { readonly _tag: "NoMedia" }

export type SendVerdict = { readonly _tag: "Go" } | Wait | Objection

const go = { _tag: "Go" } as const

const objectionTo = (facts: SendFacts, now: number): Objection | null => {
  const { channel, sender, sending } = facts
  if (facts.optedOutAt !== null) return { _tag: "OptedOut", since: facts.optedOutAt }
  if (sender === null) return { _tag: "SenderUnusable" }
  if (!facts.numberValid) return { _tag: "InvalidNumber" }
  if (channel === "whatsapp" && facts.lastInboundAt === null && facts.consentAt === null) {
    return { _tag: "NoConsent" }
  }
  if (sending._tag === "Registered") {
    if (channel !== "whatsapp") return { _tag: "TemplateOfOtherChannel" }
    return sending.state === "approved" ? null : { _tag: "TemplateUnusable", state: sending.state }
  }
  const window = windowAt(facts, now)
  if (window && !window.open) return { _tag: "WindowClosed", closedAt: window.closesAt }
  return sending.media && sender === "alphanumeric" ? { _tag: "NoMedia" } : null
}

const waitOf = (facts: SendFacts, now: number): Wait | null => {
  const start = Math.max(now, facts.scheduledAt ?? now)
  const time = facts.hours ? nextSendingTime(facts.hours, start) : { at: start, waitsFor: null }
  if (time.at === now) return null
  const window = facts.sending._tag === "Free" ? windowAt(facts, now) : null
  return {
    _tag: "Wait",
    until: time.at,
    why: time.waitsFor ?? "schedule",
    windowClosesFirst: time.at !== null && window !== null && window.closesAt !== null &&
      window.closesAt <= time.at,
  }
}

/**
 * Whether a message may be written now, when it will go, and why not (SEND-10). The composer's hint and the actor ask here,
 * so that they cannot differ. What may not go is refused whatever the time; an opt-out beats everything else (OPT-1).
 */
export const sendVerdict = (facts: SendFacts, now: number): SendVerdict =>
  objectionTo(facts, now) ?? waitOf(facts, now) ?? go

/**
 * The same when a message that was written is to be handed to the provider (WIN-4). Until its time has come it waits,
 * whatever stands against it but an opt-out: the customer may write again, a consent be recorded, a template be approved.
 */
export const handOverVerdict = (facts: SendFacts, now: number): SendVerdict => {
  const objection = objectionTo(facts, now)
  if (objection?._tag === "OptedOut") return objection
  return waitOf(facts, now) ?? objection ?? go
}
