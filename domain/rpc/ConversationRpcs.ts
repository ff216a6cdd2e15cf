import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Authentication } from "./Authentication.ts"
import { mentionsMax } from "../conversation/mentionsMax.ts"
import { SeenOwner } from "../conversation/SeenOwner.ts"
import { EpochMillis } from "../EpochMillis.ts"
import { Aside } from "../conversation/Aside.ts"
import { ConversationId } from "../conversation/ConversationId.ts"
import { OutgoingText } from "../conversation/MessageContent.ts"
import { MessageId } from "../conversation/MessageId.ts"
import { Prospect } from "../conversation/Prospect.ts"
import { Refusal } from "../conversation/Refusal.ts"
import { TimelineItem } from "../conversation/TimelineItem.ts"
import { InboxRow } from "../inbox/InboxRow.ts"
import { SenderId } from "../sender/Sender.ts"
import { UserId } from "../user/User.ts"
import { Unavailable } from "./Unavailable.ts"

export const itemsPageMax = 200

const error = Schema.Union([Refusal, Unavailable])
/** As far as the database counts. */
const seq = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2_147_483_647 }))
const limit = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: itemsPageMax }))

export class ConversationRpcs extends RpcGroup.make(
  Rpc.make("Conversation.get", { payload: { id: ConversationId }, success: InboxRow, error }),
  /** The `limit` items after `after`, or before `before` where that is given, in order of seq. */
  Rpc.make("Conversation.items", {
    payload: {
      id: ConversationId,
      after: seq,
      before: Schema.NullOr(seq),
      limit,
    },
    success: Schema.Array(TimelineItem),
    error,
  }),
  /** Repeating it with the same message id gives the same item (SEND-6). */
  Rpc.make("Conversation.send", {
    payload: {
      id: ConversationId,
      messageId: MessageId,
      text: OutgoingText,
      /** The time that was chosen for it, epoch milliseconds; without one it goes as soon as it may (SEND-12). */
      at: Schema.optionalKey(EpochMillis),
      /** The message of this conversation that it answers; left out where the provider does not pass that on. */
      quoted: Schema.optionalKey(MessageId),
    },
    success: TimelineItem,
    error,
  }),
  /** Sends `of`, which failed or was never confirmed, as a new message (SEND-4, SEND-7); repeating it gives the same item. */
  Rpc.make("Conversation.sendAgain", {
    payload: { id: ConversationId, of: MessageId, messageId: MessageId },
    success: TimelineItem,
    error,
  }),
  /** An agent knows that an unconfirmed message was sent (SEND-7). */
  Rpc.make("Conversation.confirmSent", {
    payload: { id: ConversationId, messageId: MessageId },
    success: InboxRow,
    error,
  }),
  /** A private note for the team; repeating it with the same id gives the same item (NOTE-1). */
  Rpc.make("Conversation.note", {
    payload: {
      id: ConversationId,
      noteId: MessageId,
      text: OutgoingText,
      mentions: Schema.Array(UserId).check(Schema.isMaxLength(mentionsMax)),
    },
    success: TimelineItem,
    error,
  }),
  /** Who may see the conversation now, and so be mentioned in a note. */
  Rpc.make("Conversation.readers", {
    payload: { id: ConversationId },
    success: Schema.Array(UserId),
    error,
  }),
  /** What is known of a number before it is written to; only by those who may use the Sender ID. */
  Rpc.make("Conversation.prospect", {
    payload: { senderId: SenderId, to: Schema.String.check(Schema.isMaxLength(64)) },
    success: Prospect,
    error,
  }),
  /** `to` as it was typed, with country code; `name` saves an unknown number as a contact. */
  Rpc.make("Conversation.start", {
    payload: {
      senderId: SenderId,
      to: Schema.String.check(Schema.isMaxLength(64)),
      name: Schema.NullOr(Schema.String.check(Schema.isMaxLength(200))),
      messageId: MessageId,
      text: OutgoingText,
    },
    success: InboxRow,
    error,
  }),
  Rpc.make("Conversation.cancel", {
    payload: { id: ConversationId, messageId: MessageId },
    success: InboxRow,
    error,
  }),
  /** Everything up to `seq` is read, in the inbox of `user`: oneself, or as an admin the owner. */
  Rpc.make("Conversation.markRead", {
    payload: { id: ConversationId, seq, user: UserId },
    success: InboxRow,
    error,
  }),
  Rpc.make("Conversation.markUnread", {
    payload: { id: ConversationId, user: UserId },
    success: InboxRow,
    error,
  }),
  /** Out of the inbox, done or snoozed (LIFE-1). */
  Rpc.make("Conversation.putAside", {
    payload: { id: ConversationId, aside: Aside },
    success: InboxRow,
    error,
  }),
  /** Keeps it at the top of one's own inbox, or no longer. */
  Rpc.make("Conversation.pin", {
    payload: { id: ConversationId, pinned: Schema.Boolean },
    success: InboxRow,
    error,
  }),
  Rpc.make("Conversation.bringBack", { payload: { id: ConversationId }, success: InboxRow, error }),
  /** `seen`: whose it was when the admin chose (ASSIGN-4). */
  Rpc.make("Conversation.assign", {
    payload: { id: ConversationId, to: UserId, seen: Schema.NullOr(SeenOwner) },
    success: InboxRow,
    error,
  }),
).middleware(Authentication) {}
