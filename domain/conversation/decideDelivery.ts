import { Result } from "effect"
import { notConfirmed } from "../sending/DeliveryError.ts"
import type { Conversation, Outgoing } from "./Conversation.ts"
import { dispatchQueue } from "./dispatchQueue.ts"
import type { DispatchOutcome } from "./ConversationCommand.ts"
import type { ConversationEvent } from "./ConversationEvent.ts"
import { type Command, type Decision, erasedError, type Facts, nothing, statusChanged } from "./Decision.ts"
import type { MessageId } from "./MessageId.ts"
import { mayBecome } from "./MessageStatus.ts"
import { optOut, optOutError } from "./optOut.ts"

/** Pauses before the tries after the first, in milliseconds; after the last the message fails (SEND-8). */
export const retryPausesMillis: ReadonlyArray<number> = [1_000, 4_000, 16_000, 60_000, 300_000, 900_000]

type Deferred = Extract<DispatchOutcome, { readonly _tag: "Deferred" }>

/** Meta's own: after the nth message too many to one recipient, 4^n seconds (provider-facts, 2). */
const pauseAfter = (attempt: number, tooFast: Deferred["tooFast"]): number | undefined => {
  const pause = retryPausesMillis[attempt - 1]
  return pause !== undefined && tooFast === "recipient" ? Math.max(pause, 4 ** attempt * 1000) : pause
}

/** Whether a message written after it went ahead: only what was scheduled, or what nobody confirmed, is passed by others. */
const overtaken = (state: Conversation, { scheduledAt, seq, unconfirmed }: Outgoing): boolean =>
  (scheduledAt === null || unconfirmed) &&
  [...state.outgoing.values()].some((other) => other.seq > seq && other.attempt > 0)

/**
 * SEND-8: another try later; none after the last pause, nor once a message written after it went ahead (SEND-5), nor for
 * someone who opted out meanwhile (OPT-3).
 */
const deferred = (
  state: Conversation,
  messageId: MessageId,
  message: Outgoing,
  outcome: Deferred,
  { now, permission }: Facts,
): ReadonlyArray<ConversationEvent> => {
  const pause = pauseAfter(message.attempt, outcome.tooFast)
  if (pause === undefined || overtaken(state, message)) {
    return [statusChanged(messageId, "failed", now, { error: outcome.error })]
  }
  const retryAt = now + Math.max(pause, outcome.afterMillis ?? 0)
  return [
    { _tag: "DispatchDeferred", at: now, messageId, retryAt, error: outcome.error },
    ...(message.content.kind === "erased"
      ? [statusChanged(messageId, "cancelled", now, { error: erasedError })]
      : permission.optedOutAt === null || message.answers === "stop"
      ? []
      : [statusChanged(messageId, "cancelled", now, { error: optOutError })]),
  ]
}

/**
 * What a failure says beyond the message. OPT-4: the provider's own opt-out is recorded here too. WIN-5: a window that it says
 * is closed is closed here, unless the customer wrote after the message.
 */
const learntFrom = (
  state: Conversation,
  { now, permission }: Facts,
  messageId: MessageId,
  { content, seq }: Outgoing,
  error: Outgoing["error"],
): ReadonlyArray<ConversationEvent> => {
  const next = {
    seq: state.lastSeq + 1,
    at: Math.max(now, state.lastActivityAt),
    source: "provider",
  } as const
  const known = permission.optedOutAt !== null && permission.providerHolds
  if (error?.class === "opted_out") return known ? [] : optOut(state, next, messageId)
  const closed = error?.class === "window_closed" && state.channel === "whatsapp" &&
    state.windowClosedAt === null && seq > state.lastInboundSeq && !content.template?.registered
  return closed ? [{ _tag: "WindowClosed", ...next }] : []
}

export const reportDispatch = (
  state: Conversation,
  command: Command<"ReportDispatch">,
  facts: Facts,
): Decision => {
  const message = state.outgoing.get(command.messageId)
  if (!message || message.attempt === 0) return nothing
  const { messageId, outcome } = command
  if (outcome._tag === "Accepted") {
    if (mayBecome(message.status, "sent")) {
      return Result.succeed([statusChanged(messageId, "sent", facts.now, { providerId: outcome.providerId })])
    }
    // A callback was faster: only the provider's id is news.
    return message.providerId === outcome.providerId || message.status === "cancelled"
      ? nothing
      : Result.succeed([{
        _tag: "StatusChanged",
        at: facts.now,
        messageId,
        status: message.status,
        providerId: outcome.providerId,
        error: message.error,
      }])
  }
  // An answer to an earlier attempt, or one that a callback has overtaken.
  if (message.status !== "dispatching" || message.attempt !== command.attempt) return nothing
  switch (outcome._tag) {
    case "Rejected":
      return Result.succeed([
        statusChanged(messageId, "failed", facts.now, { error: outcome.error }),
        ...learntFrom(state, facts, messageId, message, outcome.error),
      ])
    case "Deferred":
      return Result.succeed(deferred(state, messageId, message, outcome, facts))
    case "Unknown":
      return message.unconfirmed
        ? nothing
        : Result.succeed([{ _tag: "DispatchUnconfirmed", at: facts.now, messageId, error: notConfirmed }])
  }
}

export const reportStatus = (
  state: Conversation,
  command: Command<"ReportStatus">,
  facts: Facts,
): Decision => {
  const message = state.outgoing.get(command.messageId)
  // A message that waits for another try may have reached the provider after all: then it is not sent again (SEND-7).
  if (!message || message.attempt === 0 || !mayBecome(message.status, command.status)) return nothing
  const { error, messageId, providerId, status } = command
  return Result.succeed([
    statusChanged(messageId, status, facts.now, { providerId, error }),
    ...(status === "failed" ? learntFrom(state, facts, messageId, message, error) : []),
  ])
}

/** SEND-7: what another process had handed over is never sent again blindly. */
export const recover = (state: Conversation, command: Command<"Recover">, facts: Facts): Decision =>
  Result.succeed(
    dispatchQueue(state)
      .filter(([, message]) => message.status === "dispatching" && message.node !== command.node)
      .map(([messageId]) =>
        ({ _tag: "DispatchUnconfirmed", at: facts.now, messageId, error: notConfirmed }) as const
      ),
  )
