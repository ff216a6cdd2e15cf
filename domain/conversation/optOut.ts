import { notSentText } from "../sending/notSentText.ts"
import type { Conversation } from "./Conversation.ts"
import { dispatchQueue } from "./dispatchQueue.ts"
import type { ConversationEvent } from "./ConversationEvent.ts"
import { statusChanged } from "./Decision.ts"
import type { MessageId } from "./MessageId.ts"

export const optOutError = { code: "opted_out", class: "opted_out", text: notSentText.optedOut } as const

/**
 * OPT-3: what waits is cancelled with the reason; what was handed over, or just `ended`, is not, nor the one confirmation
 * of the opt-out (47 CFR 64.1200(a)(12)).
 */
export const cancelWaiting = (state: Conversation, at: number, ended: MessageId | null = null) =>
  dispatchQueue(state)
    .filter(([id, message]) => message.status === "queued" && message.answers !== "stop" && id !== ended)
    .map(([id]) => statusChanged(id, "cancelled", at, { error: optOutError }))

type OptedOut = Extract<ConversationEvent, { readonly _tag: "OptedOut" }>

export const optOut = (
  state: Conversation,
  { at, seq, ...said }: Pick<OptedOut, "seq" | "at" | "source"> & Partial<OptedOut>,
  ended: MessageId | null = null,
): Array<ConversationEvent> => [
  {
    by: null,
    elsewhere: false,
    providerHolds: said.source === "provider",
    ...said,
    _tag: "OptedOut",
    seq,
    at,
  },
  ...cancelWaiting(state, at, ended),
]

type OptedIn = Extract<ConversationEvent, { readonly _tag: "OptedIn" }>

/** With it a confirmation of the opt-out that still waits is no longer true. */
export const optIn = (
  state: Conversation,
  said: Pick<OptedIn, "seq" | "at" | "source"> & Partial<OptedIn>,
): Array<ConversationEvent> => [
  { by: null, elsewhere: false, ...said, _tag: "OptedIn" },
  ...dispatchQueue(state)
    .filter(([, message]) => message.status === "queued" && message.answers === "stop")
    .map(([id]) => statusChanged(id, "cancelled", said.at)),
]
