import { Schema, Struct } from "effect"
import { BotMark } from "../../domain/bot/BotMark.ts"
import { BotEnd } from "../../domain/bot/BotTurn.ts"
import { CampaignMark } from "../../domain/campaign/CampaignMark.ts"
import { AsideHow, endOfSnooze } from "../../domain/conversation/Aside.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import { detailNames, MediaDescription, MessageContent } from "../../domain/conversation/MessageContent.ts"
import { KeywordIntent } from "../../domain/consent/KeywordIntent.ts"
import { OptOutSource } from "../../domain/consent/Permission.ts"
import { type MessageItem, type TimelineItem, WaitsFor } from "../../domain/conversation/TimelineItem.ts"
import { DeliveryError, notConfirmed } from "../../domain/sending/DeliveryError.ts"
import type { UserId } from "../../domain/user/User.ts"
import { Timestamp, timestampOf, timestampOrNull } from "./Timestamp.ts"

const Email = Schema.String.annotate({ description: "e-mail of an agent" })

/** An item of a conversation as the public API shows it. What does not apply to its kind is null. */
export const ApiItem = Schema.Struct({
  seq: Schema.Int,
  id: Schema.NullOr(Schema.String).annotate({ description: "the message's id, as its writer gave it" }),
  kind: Schema.Literals([
    "message",
    "note",
    "assigned",
    "bot_started",
    "bot_ended",
    "taken_over",
    "contact_saved",
    "erased",
    "exported",
    "put_aside",
    "brought_back",
    "label_added",
    "label_removed",
    "opted_out",
    "opted_in",
    "window_closed",
  ]),
  direction: Schema.NullOr(Schema.Literals(["in", "out"])),
  answers: Schema.optionalKey(KeywordIntent).annotate({
    description: "message: the keyword that the desk answers with it by itself",
  }),
  campaign: Schema.optionalKey(CampaignMark).annotate({ description: "message: the campaign that it is of" }),
  bot: Schema.optionalKey(BotMark).annotate({
    description: "message: the bot that wrote it; bot_started, bot_ended: which bot",
  }),
  echoed: Schema.optionalKey(Schema.Literal(true)).annotate({
    description: "message: the business sent it by other means than this desk, such as from the phone",
  }),
  author: Schema.NullOr(Email),
  text: Schema.NullOr(Schema.String),
  /** What the message holds besides text and files, each only where there is some. */
  ...Struct.omit(MessageContent.fields, ["kind", "text", "media"]),
  type: Schema.optionalKey(MessageContent.fields.kind).annotate({
    description: "message: what kind of message it is",
  }),
  media: Schema.Array(Schema.Struct({
    ...MediaDescription.fields,
    url: Schema.NullOr(Schema.String).annotate({
      description:
        "where it can be fetched, with the same key; with `?size=small` a picture comes as a WebP of 564 × 424 or a little more",
    }),
  })),
  status: Schema.NullOr(Schema.Literals(["queued", "sent", "delivered", "read", "failed", "cancelled"])),
  error: Schema.NullOr(DeliveryError),
  providerId: Schema.NullOr(Schema.String),
  sentAt: Schema.NullOr(Timestamp).annotate({ description: "by the provider's clock" }),
  dueAt: Schema.NullOr(Timestamp).annotate({ description: "when a waiting message goes, or will be tried" }),
  waitsFor: Schema.optionalKey(WaitsFor).annotate({
    description: "queued: business hours, the recipient's quiet hours, or the time that was chosen for it",
  }),
  at: Timestamp,
  to: Schema.optionalKey(Schema.NullOr(Email)).annotate({
    description: "assigned, taken_over: the new owner",
  }),
  by: Schema.optionalKey(Schema.NullOr(Email)).annotate({
    description:
      "assigned, taken_over, bot_started, bot_ended, contact_saved, erased, exported, put_aside, brought_back, label_added, label_removed, opted_out, opted_in: who did it",
  }),
  from: Schema.optionalKey(Schema.NullOr(Email)).annotate({ description: "taken_over: the owner before" }),
  source: Schema.optionalKey(OptOutSource).annotate({
    description: "opted_out, opted_in: the customer's own word, the provider's, or an agent's",
  }),
  how: Schema.optionalKey(BotEnd).annotate({
    description: "bot_ended: an agent took over, the bot handed over, or it could not be reached",
  }),
  reason: Schema.optionalKey(Schema.NullOr(Schema.String)).annotate({ description: "bot_ended: why" }),
  aside: Schema.optionalKey(AsideHow).annotate({ description: "put_aside: done or snoozed" }),
  until: Schema.optionalKey(Schema.NullOr(Timestamp)).annotate({
    description: "put_aside: when a snooze ends by itself; null: with the next message",
  }),
  label: Schema.optionalKey(Schema.String).annotate({
    description: "label_added, label_removed: the label's name as it was then",
  }),
  mentions: Schema.optionalKey(Schema.Array(Email)).annotate({
    description: "note: who is told of it; a note is for the team and never sent",
  }),
}).annotate({ identifier: "Item" })
export type ApiItem = typeof ApiItem.Type

type EmailOf = (id: UserId) => string | null
/** Where a file of a message can be fetched, with the same key. */
type MediaUrlOf = (messageId: MessageId, position: number) => string

const emailOrNull = (id: UserId | null, emailOf: EmailOf) => id === null ? null : emailOf(id)

const messageOf = (item: MessageItem, emailOf: EmailOf, mediaUrlOf: MediaUrlOf): ApiItem => ({
  seq: item.seq,
  id: item.id,
  kind: "message",
  direction: item.direction,
  author: emailOrNull(item.author, emailOf),
  type: item.kind,
  ...Struct.pick(item, detailNames),
  text: item.text,
  ...(item.campaign ? { campaign: item.campaign } : {}),
  ...(item.bot ? { bot: item.bot } : {}),
  ...(item.echoed ? { echoed: true } : {}),
  ...(item.answers === null ? {} : { answers: item.answers }),
  media: item.media.map((file, position) => ({ ...file, url: mediaUrlOf(item.id, position) })),
  // Handed over without an answer yet is our inner state: to others the message still waits.
  status: item.status === "dispatching" ? "queued" : item.status,
  error: item.error ?? (item.unconfirmed ? notConfirmed : null),
  providerId: item.providerId,
  sentAt: timestampOrNull(item.sentAt),
  dueAt: timestampOrNull(item.dueAt),
  ...(item.waitsFor === null ? {} : { waitsFor: item.waitsFor }),
  at: timestampOf(item.at),
})

const systemItem = ({ at, seq }: TimelineItem) => ({
  seq,
  id: null,
  direction: null,
  author: null,
  text: null,
  media: [],
  status: null,
  error: null,
  providerId: null,
  sentAt: null,
  dueAt: null,
  at: timestampOf(at),
})

export const apiItemOf = (item: TimelineItem, emailOf: EmailOf, mediaUrlOf: MediaUrlOf): ApiItem => {
  switch (item._tag) {
    case "Message":
      return messageOf(item, emailOf, mediaUrlOf)
    case "Note":
      return {
        ...systemItem(item),
        id: item.id,
        kind: "note",
        author: emailOf(item.author),
        text: item.text ?? "",
        mentions: item.mentions.flatMap((id) => emailOf(id) ?? []),
      }
    case "Assigned":
      return { ...systemItem(item), kind: "assigned", to: emailOf(item.to), by: emailOf(item.by) }
    case "BotStarted":
      return { ...systemItem(item), kind: "bot_started", bot: item.bot, by: emailOrNull(item.by, emailOf) }
    case "BotEnded":
      return {
        ...systemItem(item),
        kind: "bot_ended",
        bot: item.bot,
        how: item.how,
        by: emailOrNull(item.by, emailOf),
        reason: item.reason,
      }
    case "TakenOver":
      return {
        ...systemItem(item),
        kind: "taken_over",
        to: emailOf(item.to),
        by: emailOf(item.to),
        from: emailOf(item.from),
      }
    case "Erased":
      return { ...systemItem(item), kind: "erased", by: emailOf(item.by) }
    case "ContactSaved":
      return { ...systemItem(item), kind: "contact_saved", by: emailOf(item.by) }
    case "TranscriptExported":
      return { ...systemItem(item), kind: "exported", by: emailOf(item.by) }
    case "PutAside": {
      const until = endOfSnooze(item.aside)
      return {
        ...systemItem(item),
        kind: "put_aside",
        by: emailOf(item.by),
        aside: item.aside.how,
        until: timestampOrNull(until),
      }
    }
    case "BroughtBack":
      return { ...systemItem(item), kind: "brought_back", by: emailOrNull(item.by, emailOf) }
    case "Labelled":
      return {
        ...systemItem(item),
        kind: item.on ? "label_added" : "label_removed",
        by: emailOf(item.by),
        label: item.label.name,
      }
    case "OptedOut":
      return {
        ...systemItem(item),
        kind: "opted_out",
        source: item.source,
        by: emailOrNull(item.by, emailOf),
      }
    case "OptedIn":
      return { ...systemItem(item), kind: "opted_in", source: item.source, by: emailOrNull(item.by, emailOf) }
    case "WindowClosed":
      return { ...systemItem(item), kind: "window_closed" }
  }
}
