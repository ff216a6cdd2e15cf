import { Schema } from "effect"
import { BotId, BotMark } from "../bot/BotMark.ts"
import { HandOverReason } from "../bot/BotTurn.ts"
import { CampaignMark } from "../campaign/CampaignMark.ts"
import { Address } from "../contact/Address.ts"
import { EpochMillis } from "../EpochMillis.ts"
import { LabelId } from "../label/Label.ts"
import { DeliveryError } from "../sending/DeliveryError.ts"
import { Role, UserId } from "../user/User.ts"
import { Aside } from "./Aside.ts"
import { ContactChange } from "./ContactChange.ts"
import { MessageContent, OutgoingText } from "./MessageContent.ts"
import { MessageId } from "./MessageId.ts"
import { mentionsMax } from "./mentionsMax.ts"
import { SeenOwner } from "./SeenOwner.ts"
import { TranscriptFormat } from "./TranscriptFormat.ts"

/** Who gives a command: what deciding about them needs, as it was when they asked. */
export const Actor = Schema.Struct({ id: UserId, role: Role, licensed: Schema.Boolean })
export type Actor = typeof Actor.Type

/** How a provider call ended, as its adapter saw it. */
export const DispatchOutcome = Schema.TaggedUnion({
  Accepted: { providerId: Schema.String },
  /** The provider refused for good. */
  Rejected: { error: DeliveryError },
  /** Not taken, and worth another try: nothing was sent. `afterMillis` when the provider said how long to wait. */
  Deferred: {
    error: DeliveryError,
    afterMillis: Schema.NullOr(Schema.Int),
    /** What was too fast: the whole Sender ID, or the messages to this one recipient; left out where it was neither. */
    tooFast: Schema.optionalKey(Schema.Literals(["sender", "recipient"])),
  },
  /** It may have been sent: no answer came. Never repeated without a person (SEND-7). */
  Unknown: {},
})
export type DispatchOutcome = typeof DispatchOutcome.Type

export const ReportedStatus = Schema.Literals(["sent", "delivered", "read", "failed"])
export type ReportedStatus = typeof ReportedStatus.Type

/** Everything that can be asked of a conversation. It crosses the cluster, hence the schemas. */
export const ConversationCommand = Schema.TaggedUnion({
  /** A message of the customer came in. */
  Receive: {
    messageId: MessageId,
    accountId: Schema.String,
    providerId: Schema.String,
    /** The address in the provider's own form, to which replies go. */
    from: Address,
    profileName: Schema.NullOr(Schema.String),
    content: MessageContent,
    /** The provider's time of the message, epoch milliseconds; null where it gives none. */
    providerAt: Schema.NullOr(EpochMillis),
    /** The provider says that with this message the customer opted out or in, and that it answered by itself. */
    optOut: Schema.optionalKey(Schema.Literals(["out", "in"])),
  },
  /** Somebody of the business wrote by other means than this desk, such as from the phone (HOOK-7). */
  Echo: {
    messageId: MessageId,
    providerId: Schema.String,
    content: MessageContent,
    /** The provider's time of the message, epoch milliseconds; null where it gives none. */
    providerAt: Schema.NullOr(EpochMillis),
  },
  /** An agent sends. `starting`: from the new-conversation dialog, where having the Sender ID is enough. */
  Write: {
    by: Actor,
    messageId: MessageId,
    content: MessageContent,
    starting: Schema.Boolean,
    /** The time that was chosen for it, epoch milliseconds; without one it goes as soon as it may (SEND-12). */
    at: Schema.optionalKey(EpochMillis),
  },
  /** A campaign sends (CAMP-1). Saying it again changes nothing (CAMP-3). */
  SendCampaign: { campaign: CampaignMark, startedBy: UserId, messageId: MessageId, content: MessageContent },
  /** A campaign takes back what was not handed over yet; of what was, nothing follows. */
  TakeBack: { messageId: MessageId },
  /** A bot answers (BOT-2), where it is the one that is active. Saying it again changes nothing. */
  BotAnswer: {
    bot: BotMark,
    messageId: MessageId,
    content: MessageContent,
    /** As with `Write`. */
    at: Schema.optionalKey(EpochMillis),
  },
  /** An agent has a bot answer here (BOT-1). */
  StartBot: { by: Actor, bot: BotMark },
  /** An agent takes over from the bot, without writing anything yet. */
  EndBot: { by: Actor },
  /** A bot asks for people, or the desk cannot reach it. `turn`: the item with which the turn began that is to end; null: whichever. */
  HandOver: {
    bot: BotId,
    turn: Schema.NullOr(Schema.Int),
    why: Schema.Literals(["handed_over", "down"]),
    reason: Schema.NullOr(HandOverReason),
  },
  /** A bot says that the customer's message at `seq` needs no answer. Nothing where they wrote since: of that it is told by itself. */
  NeedsNoAnswer: { bot: BotId, seq: Schema.Int },
  /** The customer may have waited for a bot for too long. */
  EndBotSilence: {},
  /** Sends as a new message what failed or was never confirmed (SEND-4, SEND-7). */
  SendAgain: { by: Actor, messageId: MessageId, of: MessageId },
  /** An agent knows that an unconfirmed message was sent (SEND-7). */
  ConfirmSent: { by: Actor, messageId: MessageId },
  Cancel: { by: Actor, messageId: MessageId },
  /** `seen`: whose it was when the admin chose; should it be another's by now, nothing is done (ASSIGN-4). Null: whoever's. */
  Assign: { by: Actor, to: UserId, seen: Schema.NullOr(SeenOwner) },
  /** A private note for the team (NOTE-1). `mentions`: who is told of it, as they were when it was written. */
  Note: {
    by: Actor,
    noteId: MessageId,
    text: OutgoingText,
    mentions: Schema.Array(Actor).check(Schema.isMaxLength(mentionsMax)),
  },
  /** The number's contact was saved from here (CONV-7). */
  NoteContactSaved: { by: Actor, change: ContactChange },
  /**
   * A transcript was made for somebody, and is about to be handed over (EXPORT-1, CONV-7). Said again under its `exportId`, the
   * journal knows it as a message that is there.
   */
  NoteExported: { by: Actor, format: TranscriptFormat, exportId: MessageId },
  /** An admin erases the person: what was said goes, that it was said stays (CONTACT-6). */
  Erase: { by: Actor },
  /** `inboundRead`: how many incoming messages there are up to the one that was seen. */
  MarkRead: { by: Actor, user: UserId, inboundRead: Schema.Int },
  MarkUnread: { by: Actor, user: UserId },
  /** LIFE-1: out of the inbox, until it is brought back. `inboundSeen`: how many of the customer's messages its writer saw. */
  PutAside: { by: Actor, aside: Aside, inboundSeen: Schema.optionalKey(Schema.Int) },
  BringBack: { by: Actor },
  /** LIFE-1: the owner keeps it at the top of their inbox, or no longer does. */
  Pin: { by: Actor, pinned: Schema.Boolean },
  /** LIFE-3: puts a label on, or takes it off. */
  SetLabel: { by: Actor, label: LabelId, on: Schema.Boolean },
  /** A snooze may be over. */
  EndSnooze: {},
  /** The dispatcher of a node asks for the next message to hand to the provider. */
  Claim: {
    node: Schema.String,
    /** The provider answers again: what waits for its next try may go before that (SEND-8). */
    despitePause: Schema.optionalKey(Schema.Boolean),
  },
  ReportDispatch: { messageId: MessageId, attempt: Schema.Int, outcome: DispatchOutcome },
  ReportStatus: {
    messageId: MessageId,
    providerId: Schema.NullOr(Schema.String),
    status: ReportedStatus,
    error: Schema.NullOr(DeliveryError),
  },
  /** The provider says that the customer opted out or in again. */
  ReportOptOut: { optedOut: Schema.Boolean },
  /** The number's permission was changed elsewhere: in another conversation with it, or by a user. */
  NotePermission: {},
  /** Hours were changed: what waits is looked at again (HOURS-3). */
  Reschedule: {},
  /** The conversation was loaded by a node: what another process had handed over is of unknown outcome. */
  Recover: { node: Schema.String },
})
export type ConversationCommand = typeof ConversationCommand.Type
