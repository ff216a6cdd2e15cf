import { Address } from "../../domain/contact/Address.ts"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import type { MessageItem } from "../../domain/conversation/TimelineItem.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import { UserId } from "../../domain/user/User.ts"

const uuid = (group: string, number: number): string =>
  `${group}-0000-4000-8000-${String(number).padStart(12, "0")}`

export const userId = (number: number): UserId => UserId.make(uuid("00000001", number))
export const conversationId = (number: number): ConversationId =>
  ConversationId.make(uuid("00000002", number))
export const messageId = (number: number): MessageId => MessageId.make(uuid("00000003", number))
export const senderId = (number: number): SenderId => SenderId.make(`sender-${number}`)

/** A row of user 1's inbox with one incoming message; for tests. */
export const makeRow = (change: Partial<InboxRow> = {}): InboxRow => ({
  id: conversationId(1),
  version: 1,
  senderId: senderId(1),
  channel: "sms",
  address: Address.make("+14155550136"),
  contact: null,
  profileName: null,
  owner: userId(1),
  tookPart: false,
  givenToMe: false,
  inboundCount: 1,
  lastSeq: 1,
  lastInboundAt: 1_000,
  windowClosedAt: null,
  lastActivityAt: 1_000,
  waitingSince: 1_000,
  optedOutAt: null,
  consentAt: null,
  preview: null,
  unread: 1,
  ownerUnread: 1,
  ...change,
})

/** The incoming message number `seq`; for tests. */
export const makeMessage = (seq: number, change: Partial<MessageItem> = {}): MessageItem => ({
  _tag: "Message",
  seq,
  version: seq,
  at: seq * 1_000,
  id: messageId(seq),
  direction: "in",
  answers: null,
  author: null,
  kind: "text",
  text: `Message ${seq}`,
  media: [],
  status: null,
  error: null,
  unconfirmed: false,
  providerId: null,
  sentAt: null,
  dueAt: null,
  waitsFor: null,
  ...change,
})
