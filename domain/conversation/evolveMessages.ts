import type { UserId } from "../user/User.ts"
import type { Conversation, Outgoing } from "./Conversation.ts"
import type { ConversationEvent } from "./ConversationEvent.ts"
import { previewText } from "./MessageContent.ts"
import type { MessageId } from "./MessageId.ts"
import { setMember } from "./setMember.ts"

/**
 * Who has it to read: the owner, unless a bot reads it for them. A new owner's count starts here: what came before was
 * another's to read.
 */
const receivers = (state: Conversation, owner: UserId | null): Conversation["members"] => {
  if (owner === null) return state.members
  if (state.bot !== null) return setMember(state, owner, { readInbound: state.inboundCount + 1 })
  return state.members.has(owner) ? state.members : setMember(state, owner, {})
}

export const received = (
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

export const written = (
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
  ...queued(state, { ...event, answers: null, campaign: null, bot: null }),
})

/** A message of ours that waits, and is what lists show. */
const queued = (
  state: Conversation,
  message: Pick<Outgoing, "seq" | "answers" | "campaign" | "bot" | "content" | "scheduledAt" | "wait"> & {
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
    bot: message.bot,
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
export const answeredKeyword = (
  state: Conversation,
  event: ConversationEvent & { _tag: "AnsweredKeyword" },
): Conversation => ({
  ...state,
  lastSeq: event.seq,
  lastActivityAt: Math.max(state.lastActivityAt, event.at),
  waitingSince: null,
  helpedAt: event.answers === "help" ? event.at : state.helpedAt,
  ...queued(state, { ...event, campaign: null, bot: null, scheduledAt: null, wait: null }),
})

/**
 * CONV-4, INBOX-2: it begins nothing, and answers nobody. Who sends a campaign is who sent last where nobody has written or
 * was answered yet, so that its replies come to them; what is between an agent and a customer stays between them.
 */
export const campaignWritten = (
  state: Conversation,
  event: ConversationEvent & { _tag: "CampaignWritten" },
): Conversation => ({
  ...state,
  lastSeq: event.seq,
  lastSender: state.begun ? state.lastSender : { user: event.startedBy, seq: event.seq },
  lastActivityAt: Math.max(state.lastActivityAt, event.at),
  ...queued(state, { ...event, answers: null, bot: null, scheduledAt: null }),
})

/** BOT-2: it answers the customer; nobody took part by it, and nobody owns the conversation because of it. */
export const botWritten = (
  state: Conversation,
  event: ConversationEvent & { _tag: "BotWritten" },
): Conversation => ({
  ...state,
  lastSeq: event.seq,
  lastActivityAt: Math.max(state.lastActivityAt, event.at),
  waitingSince: null,
  ...queued(state, { ...event, answers: null, campaign: null, bot: event.bot.id }),
})

/** It answers the customer, and says nothing about whose the conversation is. */
export const echoed = (
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
