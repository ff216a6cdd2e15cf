import { Schema } from "effect"
import { AsideHow } from "../../domain/conversation/Aside.ts"
import { windowAt } from "../../domain/conversation/Window.ts"
import { ContactReference, type InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { LabelId } from "../../domain/label/Label.ts"
import { Channel } from "../../domain/sender/Sender.ts"
import type { UserId } from "../../domain/user/User.ts"
import { Timestamp, timestampOf, timestampOrNull } from "./Timestamp.ts"

/** A conversation as the public API shows it to the key's user. */
export const ApiConversation = Schema.Struct({
  id: Schema.String,
  senderId: Schema.String,
  channel: Channel,
  address: Schema.String.annotate({ description: "the customer's address, replies go there" }),
  contact: Schema.NullOr(ContactReference),
  owner: Schema.NullOr(Schema.String).annotate({ description: "e-mail of the agent who owns it" }),
  unread: Schema.Int.annotate({
    description: "unread messages of the key's user; in a view of a team, of the owner",
  }),
  botActive: Schema.Boolean.annotate({ description: "a bot answers in it (BOT-1)" }),
  aside: Schema.optionalKey(AsideHow).annotate({
    description: "done or snoozed, and so in no inbox; left out while it is in one",
  }),
  snoozedUntil: Schema.optionalKey(Schema.NullOr(Timestamp)).annotate({
    description: "snoozed: when that ends by itself; null: with the next message",
  }),
  pinned: Schema.optionalKey(Schema.Literal(true)).annotate({
    description: "the key's user, whose it is, keeps it at the top of their inbox; left out where not",
  }),
  labels: Schema.Array(Schema.String).annotate({
    description: "names, in the order in which they were put on",
  }),
  window: Schema.NullOr(Schema.Struct({ open: Schema.Boolean, closesAt: Schema.NullOr(Timestamp) })).annotate(
    {
      description: "WhatsApp's 24 hours since the customer's last message; null on channels without",
    },
  ),
  lastSeq: Schema.Int,
  lastActivityAt: Timestamp,
  preview: Schema.NullOr(Schema.String),
}).annotate({ identifier: "Conversation" })
export type ApiConversation = typeof ApiConversation.Type

export const apiConversationOf = (
  row: InboxRow,
  unread: number,
  emailOf: (id: UserId) => string | null,
  labelNames: ReadonlyMap<LabelId, string>,
  now: number,
): ApiConversation => {
  const window = windowAt(row, now)
  return {
    id: row.id,
    senderId: row.senderId,
    channel: row.channel,
    address: row.address,
    contact: row.contact,
    owner: row.owner === null ? null : emailOf(row.owner),
    unread,
    botActive: row.bot !== undefined,
    ...(row.aside === undefined ? {} : { aside: row.aside.how }),
    ...(row.aside?.how === "snoozed" ? { snoozedUntil: timestampOrNull(row.aside.until) } : {}),
    ...(row.pinned ? { pinned: row.pinned } : {}),
    labels: row.labels?.flatMap((id) => labelNames.get(id) ?? []) ?? [],
    window: window && { open: window.open, closesAt: timestampOrNull(window.closesAt) },
    lastSeq: row.lastSeq,
    lastActivityAt: timestampOf(row.lastActivityAt),
    preview: row.preview?.text ?? null,
  }
}
