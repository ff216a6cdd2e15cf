import type { BotId } from "../bot/BotMark.ts"
import type { BotTurn } from "../bot/BotTurn.ts"
import type { CampaignMark } from "../campaign/CampaignMark.ts"
import type { KeywordIntent } from "../consent/KeywordIntent.ts"
import type { Address, CanonicalAddress } from "../contact/Address.ts"
import type { LabelId } from "../label/Label.ts"
import type { Channel, SenderId } from "../sender/Sender.ts"
import type { DeliveryError } from "../sending/DeliveryError.ts"
import type { WaitReason } from "../sending/SendPolicy.ts"
import type { UserId } from "../user/User.ts"
import type { WorkspaceId } from "../workspace/Workspace.ts"
import type { Aside } from "./Aside.ts"
import type { ConversationId } from "./ConversationId.ts"
import type { MessageContent, MessageKind } from "./MessageContent.ts"
import type { MessageId } from "./MessageId.ts"
import type { MessageStatus } from "./MessageStatus.ts"
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
  /** The bot that wrote it; null for what anybody else did. */
  readonly bot: BotId | null
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
  /** In the order in which they were put on (LIFE-3); also what is left of those that were retired since. */
  readonly labels: ReadonlyArray<LabelId>
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
  /** Recent notes and exports by their id: a cheap first look for doubles. */
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
  labels: [],
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
