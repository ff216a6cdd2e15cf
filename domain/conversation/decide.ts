import { Result } from "effect"
import { type Keyword, keywordIn } from "../consent/Keywords.ts"
import type { Conversation } from "./Conversation.ts"
import { dispatchQueue } from "./dispatchQueue.ts"
import { bringBack, endSnooze, pin, putAside, withReturn } from "./decideAside.ts"
import { setLabel } from "./decideLabel.ts"
import {
  botEnding,
  endBotSilence,
  handOver,
  needsNoAnswer,
  startBot,
  startsByItself,
  takeOverFromBot,
  withoutBot,
  withUnsentAnswer,
} from "./decideBot.ts"
import { mayAssign, mayExport, mayMark, maySee } from "./ConversationAccess.ts"
import type { ConversationCommand } from "./ConversationCommand.ts"
import type { ConversationEvent } from "./ConversationEvent.ts"
import { recover, reportDispatch, reportStatus } from "./decideDelivery.ts"
import {
  botAnswer,
  cancel,
  claim,
  confirmSent,
  reschedule,
  sendAgain,
  sendCampaign,
  takeBack,
  write,
} from "./decideSending.ts"
import {
  type Command,
  type Decision,
  erasedError,
  type Facts,
  nothing,
  refuse,
  statusChanged,
  unseen,
} from "./Decision.ts"
import { cancelWaiting, optIn, optOut } from "./optOut.ts"
import { type MessageKind, textContent } from "./MessageContent.ts"
import type { MessageId } from "./MessageId.ts"
import { notYoursToExport, Refusal } from "./Refusal.ts"
import { ownerAfterInbound } from "./Routing.ts"

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
  const next = { at, seq: seq + 1 }
  const asks = askedBy(command, facts).intent !== null
  return Result.succeed([
    { _tag: "MessageReceived", seq, at, ...message, owner: ownerAfterInbound(state, facts) },
    ...(asks ? obey(state, command, facts, next) : startsByItself(state, facts, next)),
  ])
}

const echo = (state: Conversation, command: Command<"Echo">, { now }: Facts): Decision => {
  if (state.received.has(command.messageId)) return nothing
  const { _tag, ...message } = command
  const at = Math.max(now, state.lastActivityAt)
  const ending = botEnding(state, { at, by: null })
  const seq = state.lastSeq + 1 + ending.length
  return Result.succeed([...ending, { _tag: "MessageEchoed", seq, at, ...message }, ...withoutBot(state, at)])
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
  if (!maySee(state, command.by)) return unseen
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
  if (!maySee(state, by)) return unseen
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
  if (!maySee(state, by)) return unseen
  const at = Math.max(facts.now, state.lastActivityAt)
  return Result.succeed([{ _tag: "ContactSaved", seq: state.lastSeq + 1, at, by: by.id, change }])
}

/** EXPORT-1: who may not have the transcript is told so before it leaves the desk. */
const noteExported = (state: Conversation, command: Command<"NoteExported">, facts: Facts): Decision => {
  const { by, exportId, format } = command
  if (state.lastSeq === 0 || !maySee(state, by)) return unseen
  if (!mayExport(state, by)) return Result.fail(notYoursToExport)
  if (state.notes.has(exportId)) return nothing
  const at = Math.max(facts.now, state.lastActivityAt)
  return Result.succeed([{
    _tag: "TranscriptExported",
    seq: state.lastSeq + 1,
    at,
    exportId,
    by: by.id,
    format,
  }])
}

/**
 * CONTACT-6: content goes, the thread's shape stays. What waits is cancelled, since there is nothing left to send. Nothing to
 * do where nobody has written since it was last erased.
 */
const erase = (state: Conversation, command: Command<"Erase">, facts: Facts): Decision => {
  const { by } = command
  const admin = by.role === "admin" && by.licensed
  // Also what campaigns alone said, in a conversation that nobody sees.
  if (state.lastSeq === 0 || (!admin && !maySee(state, by))) return unseen
  if (!admin) return refuse("not_allowed", "Only admins can erase a person.")
  if (state.preview?.kind === "erased" && state.profileName === null && !state.noted) return nothing
  const at = Math.max(facts.now, state.lastActivityAt)
  return Result.succeed([
    { _tag: "Erased", seq: state.lastSeq + 1, at, by: by.id },
    ...dispatchQueue(state).filter(([, message]) => message.status === "queued")
      .map(([id]) => statusChanged(id, "cancelled", at, { error: erasedError })),
  ])
}

const mark = (state: Conversation, command: Command<"MarkRead" | "MarkUnread">, facts: Facts): Decision => {
  if (!maySee(state, command.by)) return unseen
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

/**
 * What a command does to a conversation: events to commit, or a refusal. Pure and total. No events means that it was
 * done before, or that there is nothing to do.
 */
export const decide = (state: Conversation, command: ConversationCommand, facts: Facts): Decision =>
  withReturn(state, withUnsentAnswer(state, decideAlone(state, command, facts), facts), facts)

const decideAlone = (state: Conversation, command: ConversationCommand, facts: Facts): Decision => {
  switch (command._tag) {
    case "Receive":
      return receive(state, command, facts)
    case "Echo":
      return echo(state, command, facts)
    case "Write":
      return write(state, command, facts)
    case "SendCampaign":
      return sendCampaign(state, command, facts)
    case "BotAnswer":
      return botAnswer(state, command, facts)
    case "StartBot":
      return startBot(state, command, facts)
    case "EndBot":
      return takeOverFromBot(state, command, facts)
    case "HandOver":
      return handOver(state, command, facts)
    case "NeedsNoAnswer":
      return needsNoAnswer(state, command, facts)
    case "EndBotSilence":
      return endBotSilence(state, facts)
    case "TakeBack":
      return takeBack(state, command, facts)
    case "SendAgain":
      return sendAgain(state, command, facts)
    case "ConfirmSent":
      return confirmSent(state, command, facts)
    case "Cancel":
      return cancel(state, command, facts)
    case "Assign":
      return assign(state, command, facts)
    case "Note":
      return note(state, command, facts)
    case "NoteContactSaved":
      return noteContactSaved(state, command, facts)
    case "NoteExported":
      return noteExported(state, command, facts)
    case "Erase":
      return erase(state, command, facts)
    case "MarkRead":
    case "MarkUnread":
      return mark(state, command, facts)
    case "PutAside":
      return putAside(state, command, facts)
    case "BringBack":
      return bringBack(state, command, facts)
    case "Pin":
      return pin(state, command, facts)
    case "SetLabel":
      return setLabel(state, command, facts)
    case "EndSnooze":
      return endSnooze(state, facts)
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
    case "Reschedule":
      return reschedule(state, facts)
    case "Recover":
      return recover(state, command, facts)
  }
}
