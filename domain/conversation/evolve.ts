import { callsForPeople } from "./callsForPeople.ts"
import type { Conversation, Outgoing } from "./Conversation.ts"
import type { ConversationEvent } from "./ConversationEvent.ts"
import { erasedContent, previewText } from "./MessageContent.ts"
import type { MessageId } from "./MessageId.ts"
import { wasSent } from "./MessageStatus.ts"
import { answeredKeyword, botWritten, campaignWritten, echoed, received, written } from "./evolveMessages.ts"
import { setMember } from "./setMember.ts"

const setOutgoing = (conversation: Conversation, id: MessageId, change: Partial<Outgoing>): Conversation => {
  const before = conversation.outgoing.get(id)
  if (!before) return conversation
  const outgoing = new Map(conversation.outgoing).set(id, { ...before, ...change })
  const preview = conversation.preview?.messageId === id && change.status
    ? { ...conversation.preview, status: change.status }
    : conversation.preview
  return { ...conversation, outgoing, preview }
}

/** BOT-1: what was there to read is the bot's to read now. */
const botStarted = (
  state: Conversation,
  { at, bot, seq }: ConversationEvent & { _tag: "BotStarted" },
): Conversation => ({
  ...state,
  lastSeq: seq,
  bot: { ...bot, seq, since: at },
  lastBot: bot.id,
  members: state.owner === null
    ? state.members
    : setMember(state, state.owner, { readInbound: state.inboundCount, markedUnread: false }),
})

/** Where it is for people now, the conversation is as if newly arrived: unread, with somebody who waits for an answer. */
const botEnded = (
  state: Conversation,
  { at, how, owner, seq }: ConversationEvent & { _tag: "BotEnded" },
): Conversation => {
  const ended = { ...state, lastSeq: seq, bot: null }
  return !callsForPeople(state, how) ? ended : {
    ...ended,
    lastActivityAt: Math.max(state.lastActivityAt, at),
    waitingSince: state.waitingSince ?? at,
    owner,
    members: owner === null ? state.members : setMember(state, owner, { markedUnread: true }),
  }
}

/** A snooze that is over, and an answer that was not sent, call for the owner: as if newly arrived, and marked unread. */
const broughtBack = (
  state: Conversation,
  { at, how, seq }: ConversationEvent & { _tag: "BroughtBack" },
): Conversation => {
  const back = { ...state, lastSeq: seq, aside: null }
  return how !== "time" && how !== "failed" ? back : {
    ...back,
    lastActivityAt: Math.max(state.lastActivityAt, at),
    members: state.owner === null ? state.members : setMember(state, state.owner, { markedUnread: true }),
  }
}

const erased = (state: Conversation, seq: number): Conversation => ({
  ...state,
  lastSeq: seq,
  profileName: null,
  noted: false,
  preview: state.preview && { ...state.preview, kind: "erased", text: previewText(erasedContent) },
  outgoing: new Map(
    [...state.outgoing].map(([id, message]) => [id, { ...message, content: erasedContent }]),
  ),
})

/** LIFE-1: a conversation is at the top of the inbox that it is in, and of no other: a pin ends with the ownership. */
const unpinned = (before: Conversation, after: Conversation): Conversation =>
  before.owner !== null && before.owner !== after.owner && after.members.get(before.owner)?.pinned
    ? { ...after, members: setMember(after, before.owner, { pinned: false }) }
    : after

/** The conversation after an event. Total: an event about a message that is not loaded changes nothing. */
export const evolve = (state: Conversation, event: ConversationEvent): Conversation =>
  unpinned(state, evolved(state, event))

const evolved = (state: Conversation, event: ConversationEvent): Conversation => {
  switch (event._tag) {
    case "MessageReceived":
      return received(state, event)
    case "MessageWritten":
      return written(state, event)
    case "AnsweredKeyword":
      return answeredKeyword(state, event)
    case "CampaignWritten":
      return campaignWritten(state, event)
    case "BotWritten":
      return botWritten(state, event)
    case "BotStarted":
      return botStarted(state, event)
    case "BotEnded":
      return botEnded(state, event)
    case "MessageEchoed":
      return echoed(state, event)
    case "Erased":
      return erased(state, event.seq)
    case "NoteWritten":
      return {
        ...state,
        lastSeq: event.seq,
        noted: true,
        notes: new Set([...state.notes, event.noteId]),
      }
    case "TakenOver":
    case "ContactSaved":
      return { ...state, lastSeq: event.seq }
    case "TranscriptExported":
      return { ...state, lastSeq: event.seq, notes: new Set([...state.notes, event.exportId]) }
    case "Assigned":
      return {
        ...state,
        lastSeq: event.seq,
        owner: event.to,
        assigned: { user: event.to, seq: event.seq },
        members: setMember(state, event.to, { markedUnread: true }),
      }
    case "PutAside":
      return { ...state, lastSeq: event.seq, aside: event.aside }
    case "BroughtBack":
      return broughtBack(state, event)
    case "Labelled":
      return { ...state, lastSeq: event.seq, labels: event.labels }
    case "OptedOut":
      return { ...state, lastSeq: event.seq, optedOutAt: event.at }
    case "OptedIn":
      return { ...state, lastSeq: event.seq, optedOutAt: null }
    case "WindowClosed":
      return {
        ...state,
        lastSeq: event.seq,
        windowClosedAt: event.source === "provider" ? event.at : state.windowClosedAt,
      }
    case "ReadStateChanged":
      return {
        ...state,
        members: setMember(state, event.user, {
          readInbound: event.readInbound,
          markedUnread: event.markedUnread,
        }),
      }
    case "WaitingEnded":
      return { ...state, waitingSince: null }
    case "Pinned":
      return { ...state, members: setMember(state, event.user, { pinned: event.pinned }) }
    case "DispatchStarted":
      return setOutgoing(state, event.messageId, {
        status: "dispatching",
        attempt: event.attempt,
        node: event.node,
        wait: null,
        retryAt: null,
        error: null,
      })
    case "DispatchPostponed":
      return setOutgoing(state, event.messageId, { wait: event.wait })
    case "DispatchDeferred":
      return setOutgoing(state, event.messageId, {
        status: "queued",
        node: null,
        retryAt: event.retryAt,
        unconfirmed: false,
        error: event.error,
      })
    case "DispatchUnconfirmed":
      return setOutgoing(state, event.messageId, { unconfirmed: true, error: event.error })
    case "StatusChanged":
      return setOutgoing(state, event.messageId, {
        status: event.status,
        sentAt: state.outgoing.get(event.messageId)?.sentAt ?? (wasSent(event.status) ? event.at : null),
        unconfirmed: false,
        wait: null,
        retryAt: null,
        error: event.error,
        ...(event.providerId === null ? {} : { providerId: event.providerId }),
      })
  }
}
