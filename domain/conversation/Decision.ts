import { Result } from "effect"
import type { BotMark } from "../bot/BotMark.ts"
import type { KeywordTable } from "../consent/Keywords.ts"
import type { PermissionFacts } from "../consent/Permission.ts"
import type { SendingHours } from "../hours/nextSendingTime.ts"
import type { LabelId } from "../label/Label.ts"
import type { SenderKind } from "../sender/SenderKind.ts"
import type { RegisteredState } from "../sending/SendPolicy.ts"
import type { Outgoing } from "./Conversation.ts"
import type { ConversationCommand } from "./ConversationCommand.ts"
import type { ConversationEvent } from "./ConversationEvent.ts"
import type { MessageId } from "./MessageId.ts"
import { noSuchConversation, Refusal } from "./Refusal.ts"
import type { RoutingFacts } from "./Routing.ts"

/** What sending needs besides the conversation. */
export interface SendingFacts {
  /** What is sent from; null when the Sender ID or its account is no longer there. */
  readonly sender: SenderKind | null
  /** Null: messages go at any time. */
  readonly hours: SendingHours | null
  /** Where registered templates stand, by the desk's id of them; what is not named is gone. Null: not known, the provider judges. */
  readonly templates: ReadonlyMap<string, RegisteredState> | null
}

/** The bot that answers first on a Sender ID, and after how long a rest it does so again in a conversation that people had. */
export interface AnswersFirst {
  readonly bot: BotMark
  readonly quietMillis: number
}

/** What deciding needs besides the conversation: the time, who may hold or use it, and what stands against sending. */
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
  readonly sending: SendingFacts
  /** Null: people answer. */
  readonly answersFirst: AnswersFirst | null
  /** What the labels of the workspace that are in use are called. */
  readonly labels: ReadonlyMap<LabelId, string>
}

export type Decision = Result.Result<ReadonlyArray<ConversationEvent>, Refusal>

export type Command<Tag extends ConversationCommand["_tag"]> = Extract<
  ConversationCommand,
  { readonly _tag: Tag }
>

export const nothing: Decision = Result.succeed([])
export const refuse = (code: Refusal["code"], message: string): Decision =>
  Result.fail(new Refusal({ code, message }))
export const unseen: Decision = Result.fail(noSuchConversation)

export const statusChanged = (
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

export const erasedError = {
  code: "erased",
  class: "permanent",
  text: "This person was erased before it was sent.",
} as const
