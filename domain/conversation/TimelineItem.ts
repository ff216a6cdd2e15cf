import { Schema } from "effect"
import { BotMark } from "../bot/BotMark.ts"
import { BotEnd } from "../bot/BotTurn.ts"
import { CampaignMark } from "../campaign/CampaignMark.ts"
import { KeywordIntent } from "../consent/KeywordIntent.ts"
import { OptOutSource } from "../consent/Permission.ts"
import { LabelMark } from "../label/Label.ts"
import { DeliveryError } from "../sending/DeliveryError.ts"
import { Aside, BackBy } from "./Aside.ts"
import { ContactChange } from "./ContactChange.ts"
import { TranscriptFormat } from "./TranscriptFormat.ts"
import { MessageContent, withoutContent } from "./MessageContent.ts"
import { MessageId } from "./MessageId.ts"
import { MessageStatus } from "./MessageStatus.ts"
import { UserId } from "../user/User.ts"

/** Business hours, the recipient's quiet hours, or the time that was chosen for it: `WaitReason` of the policy. */
export const WaitsFor = Schema.Literals(["business", "quiet", "schedule"])

const numbered = {
  /** 1, 2, 3 … without a gap, the same for everyone (CONV-2). */
  seq: Schema.Int,
  /** The conversation's version when this item last changed: of two copies the higher is the newer. */
  version: Schema.Int,
  /** Epoch milliseconds at which the desk accepted it. */
  at: Schema.Int,
}

/** One item of a conversation's timeline, as everyone who may see the conversation sees it. */
export const TimelineItem = Schema.TaggedUnion({
  Message: {
    ...numbered,
    id: MessageId,
    direction: Schema.Literals(["in", "out"]),
    /** The agent who wrote it; null for the customer, for a campaign, for a bot, and for the desk itself. */
    author: Schema.NullOr(UserId),
    /** What keyword the desk answers with it by itself; null for what a person wrote. */
    answers: Schema.NullOr(KeywordIntent),
    /** The campaign that it is of. */
    campaign: Schema.optionalKey(CampaignMark),
    /** The bot that wrote it. */
    bot: Schema.optionalKey(BotMark),
    /** The business wrote it by other means than this desk. */
    echoed: Schema.optionalKey(Schema.Literal(true)),
    ...MessageContent.fields,
    /** Delivery of a message of ours; null for the customer's. */
    status: Schema.NullOr(MessageStatus),
    error: Schema.NullOr(DeliveryError),
    /** A try that nobody confirmed (SEND-7). */
    unconfirmed: Schema.Boolean,
    providerId: Schema.NullOr(Schema.String),
    /** The provider's own time, or when it took the message from us; epoch milliseconds. */
    sentAt: Schema.NullOr(Schema.Int),
    /** When a waiting message goes or will be tried again; epoch milliseconds. */
    dueAt: Schema.NullOr(Schema.Int),
    /** What a queued message waits for; null where only the network keeps it. */
    waitsFor: Schema.NullOr(WaitsFor),
  },
  /** A private note of an agent: for the team, never sent (NOTE-1). `text` is null once the person was erased. */
  Note: {
    ...numbered,
    id: MessageId,
    author: UserId,
    text: Schema.NullOr(Schema.String),
    mentions: Schema.Array(UserId),
  },
  /** `by`: the agent who started it; null where it answers first. */
  BotStarted: { ...numbered, bot: BotMark, by: Schema.NullOr(UserId) },
  /** `by`: the agent who took over; null where nobody did, or where it was done from elsewhere. */
  BotEnded: {
    ...numbered,
    bot: BotMark,
    how: BotEnd,
    by: Schema.NullOr(UserId),
    reason: Schema.NullOr(Schema.String),
  },
  TakenOver: { ...numbered, from: UserId, to: UserId },
  Assigned: { ...numbered, to: UserId, by: UserId },
  /** What the messages before it said is gone (CONTACT-6). */
  Erased: { ...numbered, by: UserId },
  ContactSaved: { ...numbered, by: UserId, change: ContactChange },
  TranscriptExported: { ...numbered, by: UserId, format: TranscriptFormat },
  PutAside: { ...numbered, by: UserId, aside: Aside },
  /** `by`: the agent who did it, or whose action did. */
  BroughtBack: { ...numbered, how: BackBy, by: Schema.NullOr(UserId) },
  /** A label was put on, or taken off; `label` as it was called then. */
  Labelled: { ...numbered, by: UserId, label: LabelMark, on: Schema.Boolean },
  /** Of the number, in this conversation or elsewhere. `by`: the user who recorded it, where it was one. */
  OptedOut: { ...numbered, source: OptOutSource, by: Schema.NullOr(UserId) },
  OptedIn: { ...numbered, source: OptOutSource, by: Schema.NullOr(UserId) },
  /** The 24-hour window kept a message from being sent: its time was over, or the provider says that it is closed. */
  WindowClosed: { ...numbered, source: Schema.Literals(["time", "provider"]) },
})
export type TimelineItem = typeof TimelineItem.Type
export type MessageItem = Extract<TimelineItem, { readonly _tag: "Message" }>
export type NoteItem = Extract<TimelineItem, { readonly _tag: "Note" }>

/** CONTACT-6: an older copy does not bring back what an item before the erasure said. */
const erasedBefore = (item: TimelineItem, erased: number): TimelineItem => {
  if (item.seq >= erased) return item
  if (item._tag === "Note" && item.text !== null) return { ...item, text: null }
  return item._tag === "Message" && item.kind !== "erased" ? withoutContent(item) : item
}

/**
 * A timeline with newer or further items in it, in order of seq. Items arrive by fetch and by change, in any order and
 * more than once: of each seq the highest version stays, so that order and repetition do not matter (SYNC-4).
 */
export const mergeItems = (
  timeline: ReadonlyArray<TimelineItem>,
  items: ReadonlyArray<TimelineItem>,
): ReadonlyArray<TimelineItem> => {
  if (items.length === 0) return timeline
  const bySeq = new Map(timeline.map((item) => [item.seq, item]))
  for (const item of items) {
    const known = bySeq.get(item.seq)
    if (!known || known.version <= item.version) bySeq.set(item.seq, item)
  }
  const merged = [...bySeq.values()].sort((a, b) => a.seq - b.seq)
  const erased = merged.findLast((item) => item._tag === "Erased")?.seq ?? 0
  return erased === 0 ? merged : merged.map((item) => erasedBefore(item, erased))
}
