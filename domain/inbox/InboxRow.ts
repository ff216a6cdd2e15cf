import { Schema } from "effect"
import { BotMark } from "../bot/BotMark.ts"
import { Address } from "../contact/Address.ts"
import { Aside } from "../conversation/Aside.ts"
import { ConversationId } from "../conversation/ConversationId.ts"
import { MessageKind } from "../conversation/MessageContent.ts"
import { MessageId } from "../conversation/MessageId.ts"
import { MessageStatus } from "../conversation/MessageStatus.ts"
import { LabelId } from "../label/Label.ts"
import { Channel, SenderId } from "../sender/Sender.ts"
import { type User, UserId } from "../user/User.ts"

export const ContactReference = Schema.Struct({ id: Schema.String, name: Schema.String })

/** A conversation as a list shows it to one user (INBOX-8). */
export const InboxRow = Schema.Struct({
  id: ConversationId,
  /** How many commits made it: of two copies the higher is the newer. */
  version: Schema.Int,
  senderId: SenderId,
  channel: Channel,
  address: Address,
  contact: Schema.NullOr(ContactReference),
  /** What the customer calls themselves at the provider. */
  profileName: Schema.NullOr(Schema.String),
  owner: Schema.NullOr(UserId),
  /** The bot that answers in it (BOT-1); left out where people do. */
  bot: Schema.optionalKey(BotMark),
  /** Whether the user it is shown to started it or replied in it. */
  tookPart: Schema.Boolean,
  /** Whether it was last assigned to the user it is shown to: as its owner they may answer without the Sender ID. */
  givenToMe: Schema.Boolean,
  inboundCount: Schema.Int,
  lastSeq: Schema.Int,
  /** Time of the customer's last message, epoch milliseconds: the window follows from it. */
  lastInboundAt: Schema.NullOr(Schema.Int),
  /** When the provider said that the window is closed although we thought otherwise; null once they wrote since (WIN-5). */
  windowClosedAt: Schema.NullOr(Schema.Int),
  lastActivityAt: Schema.Int,
  /** Since when the customer waits for an answer, epoch milliseconds; null when the last word is ours (LIFE-2). */
  waitingSince: Schema.NullOr(Schema.Int),
  /** Of the number on this channel, whatever Sender ID it was said to. */
  optedOutAt: Schema.NullOr(Schema.Int),
  /** Since when the number's consent is recorded, epoch milliseconds; null when there is none (CONSENT-1). */
  consentAt: Schema.NullOr(Schema.Int),
  preview: Schema.NullOr(Schema.Struct({
    direction: Schema.Literals(["in", "out"]),
    kind: MessageKind,
    text: Schema.String,
    messageId: MessageId,
    status: Schema.NullOr(MessageStatus),
  })),
  /** The user it is shown to keeps it at the top of their inbox (LIFE-1); left out where not. */
  pinned: Schema.optionalKey(Schema.Literal(true)),
  /** Out of the inbox, done or snoozed; left out while it is there (LIFE-1). */
  aside: Schema.optionalKey(Aside),
  /** In the order in which they were put on, those that were retired since among them; left out where there is none (LIFE-3). */
  labels: Schema.optionalKey(Schema.Array(LabelId)),
  /** Unread messages of the user it is shown to. */
  unread: Schema.Int,
  /** Unread messages of the owner: what Team Inbox shows. */
  ownerUnread: Schema.Int,
})
export type InboxRow = typeof InboxRow.Type

/** Whether someone may still see a row that they were once told of (AUTH-4, SYNC-3). */
export const maySeeRow = (row: Pick<InboxRow, "owner" | "tookPart">, me: User): boolean =>
  me.role === "admin" || row.owner === me.id || row.tookPart
