import type { BotId } from "../bot/BotMark.ts"
import type { BotTurn } from "../bot/BotTurn.ts"
import type { CampaignMark } from "../campaign/CampaignMark.ts"
import type { Address, CanonicalAddress } from "../contact/Address.ts"
import type { KeywordIntent } from "../consent/KeywordIntent.ts"
import type { DeliveryError } from "../sending/DeliveryError.ts"
import type { Channel, SenderId } from "../sender/Sender.ts"
import type { UserId } from "../user/User.ts"
import type { WorkspaceId } from "../workspace/Workspace.ts"
import type { Aside } from "./Aside.ts"
import type { ConversationEvent } from "./ConversationEvent.ts"
import type { ConversationId } from "./ConversationId.ts"
import { erasedContent, type MessageContent, type MessageKind, previewText } from "./MessageContent.ts"
import type { MessageId } from "./MessageId.ts"
import { isOpen, type MessageStatus, wasSent } from "./MessageStatus.ts"
import type { WaitReason } from "../sending/SendPolicy.ts"
import type { Turn } from "./Routing.ts"

/** What one user has seen of a conversation and done in it. */
export interface Member {
  /** How many of the incoming messages they have read. */
  readonly readInbound: number
  readonly markedUnread: boolean
  /** Started it or replied in it. */
  readonly tookPart: boolean
  /** Keeps it at the top of their inbox, whose it is (LIFE-1). */
  readonly pinned: boolean
}

/** What a message waits for, and until when: epoch milliseconds, or null while there is no such time. */
export interface Waiting {
  readonly until: number | null
  readonly why: WaitReason
}

/** A message of ours on its way. Delivery changes; what was written does not. */
export interface Outgoing {
  readonly seq: number
  /** What keyword the desk itself answers with it; null for what an agent wrote. */
  readonly answers: KeywordIntent | null
  /** The campaign that it is of; null for what an agent wrote, and for what the desk answers. */
  readonly campaign: CampaignMark | null
  readonly content: MessageContent
  readonly status: MessageStatus
  readonly attempt: number
  /** The process that handed it over; null while queued. */
  readonly node: string | null
  /** The time that its writer chose for it, epoch milliseconds; null: as soon as it may go. */
  readonly scheduledAt: number | null
  /** As it was decided last: the decision is made again when it is handed over. Null: it may go. */
  readonly wait: Waiting | null
  /** Not to be tried before this time, epoch milliseconds. */
  readonly retryAt: number | null
  readonly unconfirmed: boolean
  readonly providerId: string | null
  /** When the provider took it, as far as we know; epoch milliseconds. */
  readonly sentAt: number | null
  readonly error: DeliveryError | null
}

export interface Preview {
  readonly direction: "in" | "out"
  readonly kind: MessageKind
  readonly text: string
  readonly messageId: MessageId
  readonly status: MessageStatus | null
}

export interface ConversationIdentity {
  readonly id: ConversationId
  readonly workspaceId: WorkspaceId
  readonly senderId: SenderId
  readonly channel: Channel
  readonly address: CanonicalAddress
}

/** One conversation as its actor holds it. Times are epoch milliseconds. */
export interface Conversation extends ConversationIdentity {
  /** How many commits made it; the next one must follow this. */
  readonly version: number
  /** The number of its newest timeline item; 0 before the first. */
  readonly lastSeq: number
  /** CONV-4: whether the customer or the business wrote in it. Until then it is there for campaigns alone, and nobody sees it. */
  readonly begun: boolean
  readonly replyTo: Address
  readonly profileName: string | null
  readonly inboundCount: number
  readonly lastInboundSeq: number
  readonly lastInboundAt: number | null
  /** When the provider said that the window is closed although we thought otherwise; null once the customer wrote since (WIN-5). */
  readonly windowClosedAt: number | null
  readonly lastActivityAt: number
  /** Since when the customer waits: the first of their messages that nobody answered; null when the last word is ours (LIFE-2). */
  readonly waitingSince: number | null
  readonly preview: Preview | null
  readonly owner: UserId | null
  readonly assigned: Turn | null
  readonly lastSender: Turn | null
  /** Out of the inbox, done or snoozed (LIFE-1); null while it is there. */
  readonly aside: Aside | null
  /** The bot that answers here (BOT-1); null when people do. */
  readonly bot: BotTurn | null
  /** The bot that answers or last answered here: what comes from it too late is told so. */
  readonly lastBot: BotId | null
  /** The opt-out that the timeline said last, epoch milliseconds. What counts is the number's permission, not this. */
  readonly optedOutAt: number | null
  /** When HELP was answered last, epoch milliseconds; null when never. */
  readonly helpedAt: number | null
  readonly members: ReadonlyMap<UserId, Member>
  /** Messages of ours that are open, and recent others: the journal keeps all. */
  readonly outgoing: ReadonlyMap<MessageId, Outgoing>
  /** Whether there are notes that an erasure would have to blank. */
  readonly noted: boolean
  /** Recent notes by their id: a cheap first look for doubles. */
  readonly notes: ReadonlySet<MessageId>
  /** Recent messages that did not come from this desk by our id, which follows from the provider's: a cheap first look for doubles. */
  readonly received: ReadonlyMap<MessageId, number>
}

export const emptyConversation = (identity: ConversationIdentity, replyTo: Address): Conversation => ({
  ...identity,
  version: 0,
  lastSeq: 0,
  begun: false,
  replyTo,
  profileName: null,
  inboundCount: 0,
  lastInboundSeq: 0,
  lastInboundAt: null,
  windowClosedAt: null,
  lastActivityAt: 0,
  waitingSince: null,
  preview: null,
  owner: null,
  assigned: null,
  lastSender: null,
  aside: null,
  bot: null,
  lastBot: null,
  optedOutAt: null,
  helpedAt: null,
  members: new Map(),
  outgoing: new Map(),
  noted: false,
  notes: new Set(),
  received: new Map(),
})

/**
 * Unread incoming messages of one user; a conversation marked unread by hand counts as at least one (INBOX-10).
 * Someone who never owned it nor wrote in it has nothing unread in it.
 */
export const unreadOf = (
  conversation: Pick<Conversation, "members" | "inboundCount">,
  user: UserId,
): number => {
  const member = conversation.members.get(user)
  if (!member) return 0
  const unread = conversation.inboundCount - member.readInbound
  return member.markedUnread ? Math.max(1, unread) : unread
}

/** Whose My Inbox the conversation is in and how many unread it counts there (INBOX-1); null when in nobody's. */
export const inboxShare = (
  conversation: Conversation,
): { readonly owner: UserId; readonly unread: number } | null =>
  conversation.owner === null || conversation.inboundCount === 0
    ? null
    : { owner: conversation.owner, unread: unreadOf(conversation, conversation.owner) }

/** What waits to be handed over, in the order in which it was written, without what nobody can confirm. */
export const dispatchQueue = (conversation: Conversation): ReadonlyArray<readonly [MessageId, Outgoing]> =>
  [...conversation.outgoing]
    .filter(([, message]) => isOpen(message.status) && !message.unconfirmed)
    .sort(([, a], [, b]) => a.seq - b.seq)

/**
 * Who is in line at a moment, epoch milliseconds. What is scheduled for later holds nothing up until its time; then its place
 * is that of its writing. Everything else goes in the order in which it was written, also what waits for hours (SEND-5).
 */
const lineAt = (conversation: Conversation, now: number) =>
  dispatchQueue(conversation).filter(([, { scheduledAt }]) => scheduledAt === null || scheduledAt <= now)

/** The messages of which the first may be handed over next; none while one is on its way. */
export const claimLine = (
  conversation: Conversation,
  now: number,
): ReadonlyArray<readonly [MessageId, Outgoing]> => {
  const busy = dispatchQueue(conversation).some(([, { status }]) => status === "dispatching")
  return busy ? [] : lineAt(conversation, now)
}

const earliestOf = ({ retryAt, wait }: Outgoing): number =>
  Math.max(retryAt ?? 0, wait === null ? 0 : wait.until ?? Infinity)

/** When it is worth asking for the next message, epoch milliseconds, perhaps gone by; null when nothing waits or one is on its way. */
export const nextTryAt = (conversation: Conversation, now: number): number | null => {
  const [head] = claimLine(conversation, now)
  const queue = dispatchQueue(conversation)
  if (queue.some(([, { status }]) => status === "dispatching")) return null
  const later = queue.filter(([, { scheduledAt }]) => scheduledAt !== null && scheduledAt > now)
  const next = Math.min(...[...(head ? [head] : []), ...later].map(([, message]) => earliestOf(message)))
  return Number.isFinite(next) ? next : null
}

const setMember = (
  conversation: Pick<Conversation, "members" | "inboundCount">,
  user: UserId,
  change: Partial<Member>,
): Conversation["members"] => {
  const before = conversation.members.get(user) ??
    { readInbound: conversation.inboundCount, markedUnread: false, tookPart: false, pinned: false }
  return new Map(conversation.members).set(user, { ...before, ...change })
}

const setOutgoing = (conversation: Conversation, id: MessageId, change: Partial<Outgoing>): Conversation => {
  const before = conversation.outgoing.get(id)
  if (!before) return conversation
  const outgoing = new Map(conversation.outgoing).set(id, { ...before, ...change })
  const preview = conversation.preview?.messageId === id && change.status
    ? { ...conversation.preview, status: change.status }
    : conversation.preview
  return { ...conversation, outgoing, preview }
}

/**
 * Who has it to read: the owner, unless a bot reads it for them. A new owner's count starts here: what came before was
 * another's to read.
 */
const receivers = (state: Conversation, owner: UserId | null): Conversation["members"] => {
  if (owner === null) return state.members
  if (state.bot !== null) return setMember(state, owner, { readInbound: state.inboundCount + 1 })
  return state.members.has(owner) ? state.members : setMember(state, owner, {})
}

const received = (
  state: Conversation,
  event: ConversationEvent & { _tag: "MessageReceived" },
): Conversation => ({
  ...state,
  lastSeq: event.seq,
  begun: true,
  replyTo: event.from,
  windowClosedAt: (event.providerAt ?? event.at) > (state.lastInboundAt ?? -Infinity)
    ? null
    : state.windowClosedAt,
  profileName: event.profileName ?? state.profileName,
  members: receivers(state, event.owner),
  inboundCount: state.inboundCount + 1,
  lastInboundSeq: event.seq,
  lastInboundAt: Math.max(state.lastInboundAt ?? 0, event.providerAt ?? event.at),
  lastActivityAt: Math.max(state.lastActivityAt, event.at),
  waitingSince: state.waitingSince ?? event.at,
  preview: {
    direction: "in",
    kind: event.content.kind,
    text: previewText(event.content),
    messageId: event.messageId,
    status: null,
  },
  owner: event.owner,
  received: new Map(state.received).set(event.messageId, event.seq),
})

const written = (
  state: Conversation,
  event: ConversationEvent & { _tag: "MessageWritten" },
): Conversation => ({
  ...state,
  lastSeq: event.seq,
  begun: true,
  members: setMember(
    {
      inboundCount: state.inboundCount,
      members: setMember(state, event.author, {
        readInbound: state.inboundCount,
        markedUnread: false,
        tookPart: true,
      }),
    },
    event.owner,
    {},
  ),
  lastSender: { user: event.author, seq: event.seq },
  lastActivityAt: Math.max(state.lastActivityAt, event.at),
  waitingSince: null,
  owner: event.owner,
  ...queued(state, { ...event, answers: null, campaign: null }),
})

/** A message of ours that waits, and is what lists show. */
const queued = (
  state: Conversation,
  message: Pick<Outgoing, "seq" | "answers" | "campaign" | "content" | "scheduledAt" | "wait"> & {
    readonly messageId: MessageId
  },
): Pick<Conversation, "preview" | "outgoing"> => ({
  preview: {
    direction: "out",
    kind: message.content.kind,
    text: previewText(message.content),
    messageId: message.messageId,
    status: "queued",
  },
  outgoing: new Map(state.outgoing).set(message.messageId, {
    seq: message.seq,
    answers: message.answers,
    campaign: message.campaign,
    content: message.content,
    status: "queued",
    attempt: 0,
    node: null,
    scheduledAt: message.scheduledAt,
    wait: message.wait,
    retryAt: null,
    unconfirmed: false,
    providerId: null,
    sentAt: null,
    error: null,
  }),
})

/** Nobody took part by it, and nobody owns the conversation because of it. */
const answeredKeyword = (
  state: Conversation,
  event: ConversationEvent & { _tag: "AnsweredKeyword" },
): Conversation => ({
  ...state,
  lastSeq: event.seq,
  lastActivityAt: Math.max(state.lastActivityAt, event.at),
  waitingSince: null,
  helpedAt: event.answers === "help" ? event.at : state.helpedAt,
  ...queued(state, { ...event, campaign: null, scheduledAt: null, wait: null }),
})

/**
 * CONV-4, INBOX-2: it begins nothing, and answers nobody. Who sends a campaign is who sent last where nobody has written or
 * was answered yet, so that its replies come to them; what is between an agent and a customer stays between them.
 */
const campaignWritten = (
  state: Conversation,
  event: ConversationEvent & { _tag: "CampaignWritten" },
): Conversation => ({
  ...state,
  lastSeq: event.seq,
  lastSender: state.begun ? state.lastSender : { user: event.startedBy, seq: event.seq },
  lastActivityAt: Math.max(state.lastActivityAt, event.at),
  ...queued(state, { ...event, answers: null, scheduledAt: null }),
})

/** BOT-2: it answers the customer; nobody took part by it, and nobody owns the conversation because of it. */
const botWritten = (
  state: Conversation,
  event: ConversationEvent & { _tag: "BotWritten" },
): Conversation => ({
  ...state,
  lastSeq: event.seq,
  lastActivityAt: Math.max(state.lastActivityAt, event.at),
  waitingSince: null,
  ...queued(state, { ...event, answers: null, campaign: null }),
})

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

/** Where nobody took over, the conversation is as if newly arrived: unread, with somebody who waits for an answer. */
const botEnded = (
  state: Conversation,
  { at, how, owner, seq }: ConversationEvent & { _tag: "BotEnded" },
): Conversation => {
  const ended = { ...state, lastSeq: seq, bot: null }
  return how === "taken_over" ? ended : {
    ...ended,
    lastActivityAt: Math.max(state.lastActivityAt, at),
    waitingSince: state.waitingSince ?? at,
    owner,
    members: owner === null ? state.members : setMember(state, owner, { markedUnread: true }),
  }
}

/** It answers the customer, and says nothing about whose the conversation is. */
const echoed = (
  state: Conversation,
  event: ConversationEvent & { _tag: "MessageEchoed" },
): Conversation => ({
  ...state,
  lastSeq: event.seq,
  begun: true,
  lastActivityAt: Math.max(state.lastActivityAt, event.at),
  waitingSince: null,
  preview: {
    direction: "out",
    kind: event.content.kind,
    text: previewText(event.content),
    messageId: event.messageId,
    status: "sent",
  },
  received: new Map(state.received).set(event.messageId, event.seq),
})

/** A snooze that is over calls for the owner: as if newly arrived, and marked unread. */
const broughtBack = (
  state: Conversation,
  { at, how, seq }: ConversationEvent & { _tag: "BroughtBack" },
): Conversation => {
  const back = { ...state, lastSeq: seq, aside: null }
  return how !== "time" ? back : {
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
    case "TranscriptExported":
      return { ...state, lastSeq: event.seq }
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
