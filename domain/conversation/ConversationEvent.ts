import type { BotMark } from "../bot/BotMark.ts"
import type { BotEnd } from "../bot/BotTurn.ts"
import type { CampaignMark } from "../campaign/CampaignMark.ts"
import type { KeywordIntent } from "../consent/KeywordIntent.ts"
import type { OptOutSource } from "../consent/Permission.ts"
import type { Address } from "../contact/Address.ts"
import type { DeliveryError } from "../sending/DeliveryError.ts"
import type { LabelId, LabelMark } from "../label/Label.ts"
import type { UserId } from "../user/User.ts"
import type { Aside, BackBy } from "./Aside.ts"
import type { Waiting } from "./Conversation.ts"
import type { ContactChange } from "./ContactChange.ts"
import type { TranscriptFormat } from "./TranscriptFormat.ts"
import type { MessageContent } from "./MessageContent.ts"
import type { MessageId } from "./MessageId.ts"
import type { MessageStatus } from "./MessageStatus.ts"

/** An event with a `seq` is an item of the timeline, numbered without gaps (CONV-2). */
export type TimelineEvent =
  | {
    readonly _tag: "MessageReceived"
    readonly seq: number
    readonly at: number
    readonly messageId: MessageId
    readonly accountId: string
    readonly providerId: string
    readonly from: Address
    readonly profileName: string | null
    readonly content: MessageContent
    readonly providerAt: number | null
    readonly owner: UserId | null
  }
  | {
    readonly _tag: "MessageWritten"
    readonly seq: number
    readonly at: number
    readonly messageId: MessageId
    readonly author: UserId
    readonly content: MessageContent
    readonly owner: UserId
    readonly scheduledAt: number | null
    readonly wait: Waiting | null
  }
  /** A campaign's message. It begins no conversation (CONV-4). */
  | {
    readonly _tag: "CampaignWritten"
    readonly seq: number
    readonly at: number
    readonly messageId: MessageId
    readonly campaign: CampaignMark
    /** Who started the campaign. */
    readonly startedBy: UserId
    readonly content: MessageContent
    readonly wait: Waiting | null
  }
  /** A bot's message (BOT-2). */
  | {
    readonly _tag: "BotWritten"
    readonly seq: number
    readonly at: number
    readonly messageId: MessageId
    readonly bot: BotMark
    readonly content: MessageContent
    readonly scheduledAt: number | null
    readonly wait: Waiting | null
  }
  /** From here on a bot answers. */
  | {
    readonly _tag: "BotStarted"
    readonly seq: number
    readonly at: number
    readonly bot: BotMark
    /** The agent who started it; null where it answers first. */
    readonly by: UserId | null
  }
  | {
    readonly _tag: "BotEnded"
    readonly seq: number
    readonly at: number
    readonly bot: BotMark
    readonly how: BotEnd
    /** The agent who took over; null where nobody did, or where it was done from elsewhere. */
    readonly by: UserId | null
    readonly reason: string | null
    /** Whose the conversation is now. */
    readonly owner: UserId | null
  }
  /** The business wrote from elsewhere: the provider has it already, and nobody here is its author. */
  | {
    readonly _tag: "MessageEchoed"
    readonly seq: number
    readonly at: number
    readonly messageId: MessageId
    readonly providerId: string
    readonly content: MessageContent
    readonly providerAt: number | null
  }
  /** A private note: nothing that is sent, read or counted follows from it. */
  | {
    readonly _tag: "NoteWritten"
    readonly seq: number
    readonly at: number
    readonly noteId: MessageId
    readonly author: UserId
    readonly text: string
    readonly mentions: ReadonlyArray<UserId>
  }
  /** The desk itself answers a keyword (OPT-2). */
  | {
    readonly _tag: "AnsweredKeyword"
    readonly seq: number
    readonly at: number
    readonly messageId: MessageId
    readonly answers: KeywordIntent
    readonly content: MessageContent
  }
  /** Someone else's answer is about to make them the owner. */
  | {
    readonly _tag: "TakenOver"
    readonly seq: number
    readonly at: number
    readonly from: UserId
    readonly to: UserId
  }
  | {
    readonly _tag: "Assigned"
    readonly seq: number
    readonly at: number
    readonly to: UserId
    readonly by: UserId
  }
  /** The content of every message and note before it is gone. */
  | {
    readonly _tag: "Erased"
    readonly seq: number
    readonly at: number
    readonly by: UserId
  }
  | {
    readonly _tag: "ContactSaved"
    readonly seq: number
    readonly at: number
    readonly by: UserId
    readonly change: ContactChange
  }
  | {
    readonly _tag: "TranscriptExported"
    readonly seq: number
    readonly at: number
    readonly exportId: MessageId
    readonly by: UserId
    readonly format: TranscriptFormat
  }
  | {
    readonly _tag: "OptedOut"
    readonly seq: number
    readonly at: number
    readonly source: OptOutSource
    /** The user who recorded it, where it was one. */
    readonly by: UserId | null
    /** Recorded elsewhere: this conversation with the number only takes note of it. */
    readonly elsewhere: boolean
    /** The provider refuses to send as well. */
    readonly providerHolds: boolean
  }
  | {
    readonly _tag: "OptedIn"
    readonly seq: number
    readonly at: number
    readonly source: OptOutSource
    readonly by: UserId | null
    readonly elsewhere: boolean
  }
  /** Out of the inbox (LIFE-1). */
  | {
    readonly _tag: "PutAside"
    readonly seq: number
    readonly at: number
    readonly by: UserId
    readonly aside: Aside
  }
  /** In the inbox again. */
  | {
    readonly _tag: "BroughtBack"
    readonly seq: number
    readonly at: number
    readonly how: BackBy
    /** The agent who did it, or whose action did. */
    readonly by: UserId | null
  }
  /** LIFE-3. `labels`: what it has from here on. */
  | {
    readonly _tag: "Labelled"
    readonly seq: number
    readonly at: number
    readonly by: UserId
    readonly label: LabelMark
    readonly on: boolean
    readonly labels: ReadonlyArray<LabelId>
  }
  /** The 24-hour window kept a message from being sent: its time was over, or the provider said that it is closed (WIN-4, WIN-5). */
  | {
    readonly _tag: "WindowClosed"
    readonly seq: number
    readonly at: number
    readonly source: "time" | "provider"
  }

/** The delivery of one message of ours changed. */
export type DeliveryEvent =
  | {
    readonly _tag: "DispatchStarted"
    readonly at: number
    readonly messageId: MessageId
    readonly attempt: number
    readonly node: string
  }
  /** What it waits for changed; null: it may go (HOURS-3). */
  | {
    readonly _tag: "DispatchPostponed"
    readonly at: number
    readonly messageId: MessageId
    readonly wait: Waiting | null
  }
  | {
    readonly _tag: "DispatchDeferred"
    readonly at: number
    readonly messageId: MessageId
    readonly retryAt: number
    readonly error: DeliveryError
  }
  | {
    readonly _tag: "DispatchUnconfirmed"
    readonly at: number
    readonly messageId: MessageId
    readonly error: DeliveryError
  }
  | {
    readonly _tag: "StatusChanged"
    readonly at: number
    readonly messageId: MessageId
    readonly status: MessageStatus
    /** The provider's id where this event is how it became known. */
    readonly providerId: string | null
    readonly error: DeliveryError | null
  }

export interface ReadStateChanged {
  readonly _tag: "ReadStateChanged"
  readonly at: number
  readonly user: UserId
  readonly readInbound: number
  readonly markedUnread: boolean
}

/** LIFE-1: the owner keeps it at the top of their inbox, or no longer does. Theirs alone, and so no item. */
export interface Pinned {
  readonly _tag: "Pinned"
  readonly at: number
  readonly user: UserId
  readonly pinned: boolean
}

/** The customer waits for nothing more, and nothing was said: a bot found that nothing needs to be. */
export interface WaitingEnded {
  readonly _tag: "WaitingEnded"
  readonly at: number
}

export type ConversationEvent = TimelineEvent | DeliveryEvent | ReadStateChanged | Pinned | WaitingEnded

export const isTimelineEvent = (event: ConversationEvent): event is TimelineEvent => "seq" in event
