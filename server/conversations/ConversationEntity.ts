import { Schema } from "effect"
import { Entity } from "effect/cluster"
import { Rpc } from "effect/rpc"
import { Address, CanonicalAddress } from "../../domain/contact/Address.ts"
import { ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { MessageContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { Channel, SenderId } from "../../domain/sender/Sender.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"

/** What a conversation is born with; its id follows from Sender ID and address. */
export const ConversationIdentity = Schema.Struct({
  workspaceId: WorkspaceId,
  senderId: SenderId,
  channel: Channel,
  address: CanonicalAddress,
  replyTo: Address,
})
export type ConversationIdentity = typeof ConversationIdentity.Type

/** Where the conversation stands after a command. */
export const CommandResult = Schema.Struct({ version: Schema.Int, lastSeq: Schema.Int })
export type CommandResult = typeof CommandResult.Type

/** A message that is committed as handed over: whoever got this must send it, or say that it did not. */
export const ClaimedMessage = Schema.Struct({
  conversationId: ConversationId,
  messageId: MessageId,
  attempt: Schema.Int,
  workspaceId: WorkspaceId,
  senderId: SenderId,
  channel: Channel,
  to: Address,
  content: MessageContent,
})
export type ClaimedMessage = typeof ClaimedMessage.Type

export const ClaimResult = Schema.Struct({
  claimed: Schema.NullOr(ClaimedMessage),
  /** When it is worth asking again, epoch milliseconds; null when nothing waits. */
  nextAt: Schema.NullOr(Schema.Int),
})
export type ClaimResult = typeof ClaimResult.Type

const error = Schema.Union([Refusal, Unavailable])

/** One conversation as an actor: one mailbox, one command at a time, wherever in the cluster it lives. */
export const ConversationEntity = Entity.make("Conversation", [
  Rpc.make("Execute", {
    payload: {
      workspaceId: WorkspaceId,
      /** Given where the command may be the first: a customer's message, or an agent's. */
      identity: Schema.NullOr(ConversationIdentity),
      command: ConversationCommand,
    },
    success: CommandResult,
    error,
  }),
  /** Something in it may be due, or `reschedule`: hours were changed. */
  Rpc.make("Wake", { payload: { reschedule: Schema.Boolean }, error }),
  /** Takes what waits for it in the webhook inbox. */
  Rpc.make("WorkOff", { error }),
  Rpc.make("Claim", {
    payload: { node: Schema.String, despitePause: Schema.optionalKey(Schema.Boolean) },
    success: ClaimResult,
    error,
  }),
])
