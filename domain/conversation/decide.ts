import { Result } from "effect"
import { mayAssign, mayMark, maySee, mayUse } from "./ConversationAccess.ts"
import { type Conversation, dispatchQueue, type Outgoing } from "./Conversation.ts"
import type { ConversationCommand, DispatchOutcome } from "./ConversationCommand.ts"
import type { ConversationEvent } from "./ConversationEvent.ts"
import { type MessageKind, textContent } from "./MessageContent.ts"
import type { MessageId } from "./MessageId.ts"
import { mayBecome } from "./MessageStatus.ts"
import { noSuchConversation, Refusal, senderNotShared } from "./Refusal.ts"
import { ownerAfterInbound, ownerAfterSend, type RoutingFacts } from "./Routing.ts"
import { notConfirmed } from "../sending/DeliveryError.ts"
import { type Keyword, keywordIn, type KeywordTable } from "../consent/Keywords.ts"
import type { PermissionFacts } from "../consent/Permission.ts"
import { notSentText } from "../sending/notSentText.ts"
import { type SendVerdict, sendVerdict } from "../sending/SendPolicy.ts"

/** What deciding needs besides the conversation: the time and who may hold or use it. */
export interface Facts extends RoutingFacts {
  /** Epoch milliseconds. */
  readonly now: number
  /** What the number allows on this channel, at least as new as the last change that this conversation was told of. */
  readonly permission: PermissionFacts
  /** The workspace's keywords. */
  readonly keywords: KeywordTable
  /** The ones that the Sender ID's provider answers by itself, and on which it holds the opt-out. */
  readonly providerWords: ReadonlySet<string>
  /** A new id, for what the desk may answer by itself. */
  readonly answerId: MessageId
}

export type Decision = Result.Result<ReadonlyArray<ConversationEvent>, Refusal>

type Command<Tag extends ConversationCommand["_tag"]> = Extract<ConversationCommand, { readonly _tag: Tag }>

/** Pauses before the tries after the first, in milliseconds; after the last the message fails (SEND-8). */
export const retryPausesMillis: ReadonlyArray<number> = [1_000, 4_000, 16_000, 60_000, 300_000, 900_000]

const nothing: Decision = Result.succeed([])
const refuse = (code: Refusal["code"], message: string): Decision =>
  Result.fail(new Refusal({ code, message }))
const unseen: Decision = Result.fail(noSuchConversation)

const statusChanged = (
  messageId: MessageId,
  status: "sent" | "delivered" | "read" | "failed" | "cancelled",
  at: number,
  rest: { readonly providerId?: string | null; readonly error?: Outgoing["error"] } = {},
): ConversationEvent => ({
  _tag: "StatusChanged",
  at,
  messageId,
  status,
  providerId: rest.providerId ?? null,
  error: rest.error ?? null,
})

const optOutError = {
  code: "opted_out",
  class: "opted_out",
  text: "This person opted out. Messages are not sent to them.",
} as const
const consentError = {
  code: "no_consent",
  class: "no_consent",
  text: notSentText.noConsent,
} as const
const windowError = {
  code: "window_closed",
  class: "window_closed",
  text: "The 24-hour window closed before it was sent.",
} as const

const erasedError = {
  code: "erased",
  class: "permanent",
  text: "This person was erased before it was sent.",
} as const

/**
 * OPT-3: what waits is cancelled with the reason; what was handed over, or just `ended`, is not, nor the one confirmation
 * of the opt-out (47 CFR 64.1200(a)(12)).
 */
const cancelWaiting = (state: Conversation, at: number, ended: MessageId | null = null) =>
  dispatchQueue(state)
    .filter(([id, message]) => message.status === "queued" && message.answers !== "stop" && id !== ended)
    .map(([id]) => statusChanged(id, "cancelled", at, { error: optOutError }))

type OptedOut = Extract<ConversationEvent, { readonly _tag: "OptedOut" }>

const optOut = (
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
const optIn = (
  state: Conversation,
  said: Pick<OptedIn, "seq" | "at" | "source"> & Partial<OptedIn>,
): Array<ConversationEvent> => [
  { by: null, elsewhere: false, ...said, _tag: "OptedIn" },
  ...dispatchQueue(state)
    .filter(([, message]) => message.status === "queued" && message.answers === "stop")
    .map(([id]) => statusChanged(id, "cancelled", said.at)),
]

/** OPT-2: HELP is answered at most once in an hour, so that two robots do not keep each other talking. */
export const helpEveryMillis = 3_600_000

/** What a message of the customer asks for, by its words or by what the provider says of it. */
const askedBy = ({ content, optOut }: Command<"Receive">, { keywords, providerWords }: Facts) => {
  const keyword = keywordKinds.has(content.kind) ? keywordIn(content.text, keywords) : null
  return {
    keyword,
    intent: optOut === undefined
      ? keyword?.intent ?? null
      : optOut === "out"
      ? "stop" as const
      : "start" as const,
    answeredByProvider: optOut !== undefined || (keyword !== null && providerWords.has(keyword.word)),
  }
}
const keywordKinds: ReadonlySet<MessageKind> = new Set(["text", "media", "edited"])

/** OPT-2: what follows from a keyword, once the message that has it is `seq - 1`. */
const obey = (
  state: Conversation,
  command: Command<"Receive">,
  facts: Facts,
  { at, seq }: { readonly at: number; readonly seq: number },
): ReadonlyArray<ConversationEvent> => {
  const { answeredByProvider, intent, keyword } = askedBy(command, facts)
  const { optedOutAt, providerHolds } = facts.permission
  const answer = (seq: number): ReadonlyArray<ConversationEvent> =>
    keyword === null || answeredByProvider ? [] : [answerTo(keyword, facts.answerId, seq, at)]
  const said = { seq, at, source: "keyword" } as const
  if (intent === "stop" && optedOutAt === null) {
    return [...optOut(state, { ...said, providerHolds: answeredByProvider }), ...answer(seq + 1)]
  }
  if (intent === "stop" && answeredByProvider && !providerHolds) {
    return optOut(state, { ...said, providerHolds: true })
  }
  if (intent === "start" && optedOutAt !== null) return [...optIn(state, said), ...answer(seq + 1)]
  const helped = state.helpedAt !== null && facts.now < state.helpedAt + helpEveryMillis
  return intent === "help" && optedOutAt === null && !helped ? answer(seq) : []
}

const answerTo = (
  { answer, intent }: Keyword,
  messageId: MessageId,
  seq: number,
  at: number,
): ConversationEvent => ({
  _tag: "AnsweredKeyword",
  seq,
  at,
  messageId,
  answers: intent,
  content: textContent(answer),
})

const receive = (state: Conversation, command: Command<"Receive">, facts: Facts): Decision => {
  if (state.received.has(command.messageId)) return nothing
  const at = Math.max(facts.now, state.lastActivityAt)
  const seq = state.lastSeq + 1
  const { _tag, optOut: _, ...message } = command
  return Result.succeed([
    { _tag: "MessageReceived", seq, at, ...message, owner: ownerAfterInbound(state, facts) },
    ...obey(state, command, facts, { at, seq: seq + 1 }),
  ])
}

/** The one confirmation of an opt-out may still go: all else that holds for a message holds for it too. */
const verdictOn = (
  { channel, lastInboundAt }: Conversation,
  { now, permission }: Facts,
  answers: Outgoing["answers"] = null,
): SendVerdict => {
  const optedOutAt = answers === "stop" ? null : permission.optedOutAt
  return sendVerdict({ channel, lastInboundAt, consentAt: permission.consentAt, optedOutAt }, now)
}

const refusedBy = (verdict: SendVerdict): Decision | null => {
  switch (verdict._tag) {
    case "Go":
      return null
    case "OptedOut":
      return refuse(
        "opted_out",
        "This person opted out. Messages are not sent to them. They can opt in again by replying START.",
      )
    case "NoConsent":
      return refuse(
        "no_consent",
        "No WhatsApp consent is on file for this number. Record it in Settings, Consent, then send again, or send this by SMS.",
      )
    case "WindowClosed":
      return refuse(
        "window_closed",
        "The 24-hour reply window is closed. Only a registered template can be sent.",
      )
  }
}

const write = (state: Conversation, command: Command<"Write">, facts: Facts): Decision => {
  const { by } = command
  if (!by.licensed) return refuse("not_licensed", "You need a Portal licence to send messages. Ask an admin.")
  if (state.outgoing.has(command.messageId)) return maySee(state, by) ? nothing : unseen
  if (!command.starting && !maySee(state, by)) return unseen
  if (!mayUse(state, by, facts)) {
    return command.starting ? Result.fail(senderNotShared) : refuse(
      "sender_not_yours",
      "You can read, but not reply: this Sender ID is not shared with you. Ask an admin.",
    )
  }
  const refusal = refusedBy(verdictOn(state, facts))
  if (refusal) return refusal

  const at = Math.max(facts.now, state.lastActivityAt)
  const owner = ownerAfterSend(state, facts, by.id)
  const takenOver = state.owner !== null && owner !== state.owner
  const events: Array<ConversationEvent> = []
  if (takenOver && state.owner !== null) {
    events.push({ _tag: "TakenOver", seq: state.lastSeq + 1, at, from: state.owner, to: owner })
  }
  events.push({
    _tag: "MessageWritten",
    seq: state.lastSeq + events.length + 1,
    at,
    messageId: command.messageId,
    author: by.id,
    content: command.content,
    owner,
  })
  return Result.succeed(events)
}

const cancel = (state: Conversation, command: Command<"Cancel">, facts: Facts): Decision => {
  const message = state.outgoing.get(command.messageId)
  if (!maySee(state, command.by)) return unseen
  if (!message) return refuse("not_found", "There is no such message in this conversation.")
  if (!mayUse(state, command.by, facts)) {
    return refuse("sender_not_yours", "This Sender ID is not shared with you.")
  }
  if (message.status === "cancelled") return nothing
  if (!mayBecome(message.status, "cancelled")) {
    return refuse("not_queued", "This message has been handed to the network and can no longer be cancelled.")
  }
  return Result.succeed([statusChanged(command.messageId, "cancelled", facts.now)])
}

/** ASSIGN-4: of two assignments at once the first wins, and the other is told who has it. */
const assignedMeanwhile = ({ assigned, owner }: Conversation): Decision =>
  Result.fail(
    new Refusal({
      code: "assigned_meanwhile",
      message: "Someone else has this conversation since a moment ago. Look who has it, and assign it again.",
      holder: { user: owner, assigned: owner !== null && assigned?.user === owner },
    }),
  )

const assign = (state: Conversation, command: Command<"Assign">, facts: Facts): Decision => {
  if (state.lastSeq === 0 || !maySee(state, command.by)) return unseen
  if (!mayAssign(command.by)) return refuse("not_allowed", "Only admins can assign conversations.")
  if (!facts.licensed.has(command.to)) return refuse("not_licensed", "That user has no Portal licence.")
  if (state.owner === command.to && state.assigned?.user === command.to) return nothing
  if (command.seen !== null && command.seen.owner !== state.owner) return assignedMeanwhile(state)
  const at = Math.max(facts.now, state.lastActivityAt)
  return Result.succeed([{ _tag: "Assigned", seq: state.lastSeq + 1, at, to: command.to, by: command.by.id }])
}

/** NOTE-1: whoever sees the conversation may note something in it, whether or not anything can be sent. */
const note = (state: Conversation, command: Command<"Note">, facts: Facts): Decision => {
  const { by, mentions, noteId, text } = command
  if (state.lastSeq === 0 || !maySee(state, by)) return unseen
  if (state.notes.has(noteId)) return nothing
  if (!mentions.every((one) => maySee(state, one))) {
    return refuse(
      "not_allowed",
      "Someone you mention may not see this conversation. Assign it to them, or leave the name out.",
    )
  }
  return Result.succeed([{
    _tag: "NoteWritten",
    seq: state.lastSeq + 1,
    at: Math.max(facts.now, state.lastActivityAt),
    noteId,
    author: by.id,
    text,
    mentions: [...new Set(mentions.map((one) => one.id))],
  }])
}

const noteContactSaved = (
  state: Conversation,
  command: Command<"NoteContactSaved">,
  facts: Facts,
): Decision => {
  const { by, change } = command
  if (state.lastSeq === 0 || !maySee(state, by)) return unseen
  const at = Math.max(facts.now, state.lastActivityAt)
  return Result.succeed([{ _tag: "ContactSaved", seq: state.lastSeq + 1, at, by: by.id, change }])
}

/**
 * CONTACT-6: content goes, the thread's shape stays. What waits is cancelled, since there is nothing left to send. Nothing to
 * do where nobody has written since it was last erased.
 */
const erase = (state: Conversation, command: Command<"Erase">, facts: Facts): Decision => {
  const { by } = command
  if (state.lastSeq === 0 || !maySee(state, by)) return unseen
  if (by.role !== "admin") return refuse("not_allowed", "Only admins can erase a person.")
  if (state.preview?.kind === "erased" && state.profileName === null && !state.noted) return nothing
  const at = Math.max(facts.now, state.lastActivityAt)
  return Result.succeed([
    { _tag: "Erased", seq: state.lastSeq + 1, at, by: by.id },
    ...dispatchQueue(state).filter(([, message]) => message.status === "queued")
      .map(([id]) => statusChanged(id, "cancelled", at, { error: erasedError })),
  ])
}

const mark = (state: Conversation, command: Command<"MarkRead" | "MarkUnread">, facts: Facts): Decision => {
  if (state.lastSeq === 0 || !maySee(state, command.by)) return unseen
  if (!mayMark(state, command.by, command.user)) {
    return refuse("not_allowed", "Only admins can change what is read in another user's inbox.")
  }
  const before = state.members.get(command.user)
  if (!before) return nothing
  const readInbound = command._tag === "MarkUnread"
    ? before.readInbound
    : Math.max(before.readInbound, Math.min(command.inboundRead, state.inboundCount))
  const markedUnread = command._tag === "MarkUnread"
  if (readInbound === before.readInbound && markedUnread === before.markedUnread) return nothing
  return Result.succeed([{
    _tag: "ReadStateChanged",
    at: facts.now,
    user: command.user,
    readInbound,
    markedUnread,
  }])
}

/** SEND-5: only the oldest open message may be claimed. WIN-4, OPT-1: what may no longer go ends here, with its reason. */
const claim = (state: Conversation, command: Command<"Claim">, facts: Facts): Decision => {
  const events: Array<ConversationEvent> = []
  for (const [messageId, message] of dispatchQueue(state)) {
    if (message.status === "dispatching") break
    const verdict = verdictOn(state, facts, message.answers)
    if (verdict._tag === "OptedOut") {
      events.push(statusChanged(messageId, "cancelled", facts.now, { error: optOutError }))
      continue
    }
    if (verdict._tag === "NoConsent") {
      events.push(statusChanged(messageId, "failed", facts.now, { error: consentError }))
      continue
    }
    if (verdict._tag === "WindowClosed") {
      events.push(statusChanged(messageId, "failed", facts.now, { error: windowError }))
      continue
    }
    if (message.retryAt !== null && message.retryAt > facts.now) break
    events.push({
      _tag: "DispatchStarted",
      at: facts.now,
      messageId,
      attempt: message.attempt + 1,
      node: command.node,
    })
    break
  }
  return Result.succeed(events)
}

/**
 * SEND-8: another try later; none after the last pause, nor once a message written after it went ahead (SEND-5), nor for
 * someone who opted out meanwhile (OPT-3).
 */
const deferred = (
  state: Conversation,
  messageId: MessageId,
  message: Outgoing,
  outcome: Extract<DispatchOutcome, { readonly _tag: "Deferred" }>,
  { now, permission }: Facts,
): ReadonlyArray<ConversationEvent> => {
  const pause = retryPausesMillis[message.attempt - 1]
  const overtaken = [...state.outgoing.values()].some((other) => other.seq > message.seq && other.attempt > 0)
  if (pause === undefined || overtaken) {
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

/** OPT-4: the provider's own opt-out is recorded here too. `ended`: the message by which it became known. */
const refusedByProvider = (
  state: Conversation,
  { now, permission }: Facts,
  ended: MessageId,
): ReadonlyArray<ConversationEvent> =>
  permission.optedOutAt === null || !permission.providerHolds
    ? optOut(
      state,
      { seq: state.lastSeq + 1, at: Math.max(now, state.lastActivityAt), source: "provider" },
      ended,
    )
    : []

const reportDispatch = (state: Conversation, command: Command<"ReportDispatch">, facts: Facts): Decision => {
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
        ...(outcome.error.class === "opted_out" ? refusedByProvider(state, facts, messageId) : []),
      ])
    case "Deferred":
      return Result.succeed(deferred(state, messageId, message, outcome, facts))
    case "Unknown":
      return message.unconfirmed
        ? nothing
        : Result.succeed([{ _tag: "DispatchUnconfirmed", at: facts.now, messageId, error: notConfirmed }])
  }
}

const reportStatus = (state: Conversation, command: Command<"ReportStatus">, facts: Facts): Decision => {
  const message = state.outgoing.get(command.messageId)
  // A message that waits for another try may have reached the provider after all: then it is not sent again (SEND-7).
  if (!message || message.attempt === 0 || !mayBecome(message.status, command.status)) return nothing
  const { error, messageId, providerId, status } = command
  return Result.succeed([
    statusChanged(messageId, status, facts.now, { providerId, error }),
    ...(status === "failed" && error?.class === "opted_out"
      ? refusedByProvider(state, facts, messageId)
      : []),
  ])
}

const reportOptOut = (state: Conversation, command: Command<"ReportOptOut">, facts: Facts): Decision => {
  const { optedOutAt, providerHolds } = facts.permission
  const known = command.optedOut ? optedOutAt !== null && providerHolds : optedOutAt === null
  if (state.lastSeq === 0 || known) return nothing
  const said = {
    seq: state.lastSeq + 1,
    at: Math.max(facts.now, state.lastActivityAt),
    source: "provider",
  } as const
  return Result.succeed(command.optedOut ? optOut(state, said) : optIn(state, said))
}

/** OPT-3: what was said of the number elsewhere holds in every conversation with it, and is an item of each (CONV-7). */
const notePermission = (state: Conversation, { now, permission }: Facts): Decision => {
  const { optedOutAt, optedOutBy: by, optedOutSource, providerHolds } = permission
  if (state.lastSeq === 0) return nothing
  // The timeline says so already: an opt-in in between may have let something be written.
  if ((state.optedOutAt === null) === (optedOutAt === null)) {
    return Result.succeed(optedOutAt === null ? [] : cancelWaiting(state, now))
  }
  const said = {
    seq: state.lastSeq + 1,
    at: Math.max(now, state.lastActivityAt),
    source: optedOutSource ?? "keyword",
    by,
    elsewhere: true,
  } as const
  return Result.succeed(optedOutAt === null ? optIn(state, said) : optOut(state, { ...said, providerHolds }))
}

/** SEND-7: what another process had handed over is never sent again blindly. */
const recover = (state: Conversation, command: Command<"Recover">, facts: Facts): Decision =>
  Result.succeed(
    dispatchQueue(state)
      .filter(([, message]) => message.status === "dispatching" && message.node !== command.node)
      .map(([messageId]) =>
        ({ _tag: "DispatchUnconfirmed", at: facts.now, messageId, error: notConfirmed }) as const
      ),
  )

/**
 * What a command does to a conversation: events to commit, or a refusal. Pure and total. No events means that it was
 * done before, or that there is nothing to do.
 */
export const decide = (state: Conversation, command: ConversationCommand, facts: Facts): Decision => {
  switch (command._tag) {
    case "Receive":
      return receive(state, command, facts)
    case "Write":
      return write(state, command, facts)
    case "Cancel":
      return cancel(state, command, facts)
    case "Assign":
      return assign(state, command, facts)
    case "Note":
      return note(state, command, facts)
    case "NoteContactSaved":
      return noteContactSaved(state, command, facts)
    case "Erase":
      return erase(state, command, facts)
    case "MarkRead":
    case "MarkUnread":
      return mark(state, command, facts)
    case "Claim":
      return claim(state, command, facts)
    case "ReportDispatch":
      return reportDispatch(state, command, facts)
    case "ReportStatus":
      return reportStatus(state, command, facts)
    case "ReportOptOut":
      return reportOptOut(state, command, facts)
    case "NotePermission":
      return notePermission(state, facts)
    case "Recover":
      return recover(state, command, facts)
  }
}
