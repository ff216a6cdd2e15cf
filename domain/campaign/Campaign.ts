import { Effect, Schema } from "effect"
import { EpochMillis } from "../EpochMillis.ts"
import { ConversationId } from "../conversation/ConversationId.ts"
import { ContactId } from "../contact/Contact.ts"
import { DeliveryErrorClass } from "../sending/DeliveryError.ts"
import { SenderId } from "../sender/Sender.ts"
import { FieldSource, templateFieldsMax, TemplateId } from "../template/Template.ts"
import { UserId } from "../user/User.ts"
import { CampaignId } from "./CampaignMark.ts"
import { ContactFilter, contactFiltersMax } from "./ContactFilter.ts"

/** Recipients of one campaign; a longer file is refused before anything is taken. */
export const recipientsMax = 100_000
/** Rows of one call. */
export const recipientBatchMax = 1_000
/** Columns of a file. */
export const columnsMax = 50
export const cellLengthMax = 1_024
/** Contacts that are chosen one by one. */
export const chosenMax = 1_000
export const campaignNameLengthMax = 100
/** As long as a text of the desk's own for SMS. */
export const fallbackTextMax = 1_600

const Text = (max: number) => Schema.String.check(Schema.isMaxLength(max))

/** What a variable of the template is filled from: what is known of the contact and the workspace, or a column of the file. */
export const CampaignSource = Schema.Union([
  Schema.Struct({ from: Schema.Literal("known"), source: FieldSource }),
  Schema.Struct({ from: Schema.Literal("column"), column: Text(200) }),
  /** The same for everybody: what stands under `ifEmpty`. */
  Schema.Struct({ from: Schema.Literal("text") }),
])
export type CampaignSource = typeof CampaignSource.Type

/** `ifEmpty`: what stands there where the source has nothing; where that is empty too, the recipient is left out. */
export const CampaignField = Schema.Struct({ source: CampaignSource, ifEmpty: Text(cellLengthMax) })
export type CampaignField = typeof CampaignField.Type

/** Whom a campaign goes to. */
export const Audience = Schema.TaggedUnion({
  /** Contacts whose name, number or e-mail has `search` in it and who pass the filters, or those that were chosen. */
  Contacts: {
    search: Text(100),
    filters: Schema.Array(ContactFilter).check(Schema.isMaxLength(contactFiltersMax)).pipe(
      Schema.withDecodingDefaultKey(Effect.succeed([])),
    ),
    chosen: Schema.NullOr(Schema.Array(ContactId).check(Schema.isMaxLength(chosenMax))),
  },
  /**
   * A file: its rows come by themselves. `number`, `name`, `language`: the columns that hold them. `upload` is another one
   * whenever a file is chosen, so that a corrected file is not taken for the one before it.
   */
  File: {
    fileName: Text(255),
    columns: Schema.Array(Text(200)).check(Schema.isMaxLength(columnsMax)),
    number: Text(200),
    name: Schema.NullOr(Text(200)),
    language: Schema.NullOr(Text(200)).pipe(Schema.withDecodingDefaultKey(Effect.succeed(null))),
    upload: Text(36).pipe(Schema.withDecodingDefaultKey(Effect.succeed(""))),
    rows: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: recipientsMax })),
  },
  /** Those whom another campaign did not reach for a reason, with their values; null: for any that may pass. */
  Failed: { of: CampaignId, reason: Schema.NullOr(Text(100)) },
})
export type Audience = typeof Audience.Type

/**
 * What goes by SMS to whoever WhatsApp may not or cannot reach. `text`: with the variables of the campaign's template, which
 * are filled alike.
 */
export const SmsFallback = Schema.Struct({ senderId: SenderId, text: Text(fallbackTextMax) })
export type SmsFallback = typeof SmsFallback.Type

/** A campaign as somebody composes it. */
export const CampaignDraft = Schema.Struct({
  name: Text(campaignNameLengthMax),
  senderId: Schema.NullOr(SenderId),
  fallback: Schema.NullOr(SmsFallback).pipe(Schema.withDecodingDefaultKey(Effect.succeed(null))),
  audience: Schema.NullOr(Audience),
  templateId: Schema.NullOr(TemplateId),
  /** Each recipient gets the template in their language (the file's, else the contact's), where it can be sent in that; else all get that one. */
  inTheirLanguage: Schema.Boolean.pipe(Schema.withDecodingDefaultKey(Effect.succeed(false))),
  /** By key of the variable. */
  fields: Schema.Record(Text(128), CampaignField).check(
    Schema.makeFilter((fields) =>
      Object.keys(fields).length <= templateFieldsMax || `at most ${templateFieldsMax} fields`
    ),
  ),
  /** When it begins, epoch milliseconds; null: as soon as it is started. */
  startAt: Schema.NullOr(EpochMillis),
})
export type CampaignDraft = typeof CampaignDraft.Type

export const emptyDraft: CampaignDraft = {
  name: "",
  senderId: null,
  fallback: null,
  audience: null,
  templateId: null,
  inTheirLanguage: false,
  fields: {},
  startAt: null,
}

/**
 * `scheduled`: waits for its time. `cancelling`: takes back what waits in the Sender ID's line. `done`: everybody has an
 * outcome; what is delivered or read later still counts.
 */
export const CampaignState = Schema.Literals([
  "draft",
  "scheduled",
  "sending",
  "paused",
  "cancelling",
  "cancelled",
  "done",
])
export type CampaignState = typeof CampaignState.Type

/** `receiving`: the file's rows are not all there. `gathering`: contacts are being taken in. `none`: nobody is chosen. */
export const AudienceState = Schema.Literals(["none", "receiving", "gathering", "checking", "checked"])
export type AudienceState = typeof AudienceState.Type

/** Why somebody gets no message of a campaign. What a conversation refuses later has the code of its refusal. */
export type LeftOutReason =
  | "invalid_number"
  | "landline"
  | "duplicate"
  | "sent_again"
  | "opted_out"
  | "no_consent"
  /** By WhatsApp, for want of a consent; they get it by SMS. */
  | "by_sms"
  | "language_unknown"
  | "value_missing"
  | "value_invalid"

/** How many of an audience get the message, and why others do not. */
export const AudienceCounts = Schema.Struct({
  state: AudienceState,
  /** Rows or contacts, as many as have been taken in. */
  total: Schema.Int,
  checked: Schema.Int,
  ready: Schema.Int,
  /** By reason. */
  leftOut: Schema.Record(Schema.String, Schema.Int),
})
export type AudienceCounts = typeof AudienceCounts.Type

/** What has become of the messages: each is counted once, under what it is now. */
export const CampaignCounts = Schema.Struct({
  /** Given to their conversations; the others of those who are ready still wait. */
  handed: Schema.Int,
  sent: Schema.Int,
  delivered: Schema.Int,
  read: Schema.Int,
  failed: Schema.Int,
  /** Nobody knows whether they were sent (SEND-7). */
  unconfirmed: Schema.Int,
  cancelled: Schema.Int,
  /** Recipients who answered, whatever became of the message before. */
  replied: Schema.Int,
})
export type CampaignCounts = typeof CampaignCounts.Type

/** How far a campaign's SMS to those are whom WhatsApp may not or could not reach. */
export const FallbackProgress = Schema.Struct({
  senderId: Schema.NullOr(SenderId),
  state: CampaignState,
  problem: Schema.NullOr(Schema.String),
  /** How many were taken in. */
  total: Schema.Int,
  /** How many of them get it, as far as is known. */
  ready: Schema.Int,
  /** How many were taken in after WhatsApp had failed for them. */
  afterFailure: Schema.Int,
  /** By reason. */
  leftOut: Schema.Record(Schema.String, Schema.Int),
  counts: CampaignCounts,
})
export type FallbackProgress = typeof FallbackProgress.Type

export const Campaign = Schema.Struct({
  id: CampaignId,
  /** How often it was changed by somebody: an edit says which version it was made on. */
  version: Schema.Int,
  name: Schema.String,
  state: CampaignState,
  senderId: Schema.NullOr(SenderId),
  createdBy: UserId,
  startedBy: Schema.NullOr(UserId),
  /** Epoch milliseconds, as what follows. */
  createdAt: Schema.Int,
  startAt: Schema.NullOr(Schema.Int),
  startedAt: Schema.NullOr(Schema.Int),
  endedAt: Schema.NullOr(Schema.Int),
  /** Why the desk paused it by itself, in plain words. */
  problem: Schema.NullOr(Schema.String),
  audience: AudienceCounts,
  counts: CampaignCounts,
  /** Null where it has no SMS fallback, or was not started. */
  bySms: Schema.NullOr(FallbackProgress),
})
export type Campaign = typeof Campaign.Type

/** A number of something, with what it is called. */
export const CampaignTally = Schema.Struct({ key: Schema.String, label: Schema.String, count: Schema.Int })
export type CampaignTally = typeof CampaignTally.Type

/** Why messages failed. `class`: null where it was counted before kinds were. */
export const CampaignFailure = Schema.Struct({
  ...CampaignTally.fields,
  /** How many of them by SMS, instead of WhatsApp. */
  bySms: Schema.Int,
  class: Schema.NullOr(DeliveryErrorClass),
  /** How many get it again by another campaign. */
  again: Schema.Int,
  /** To how many an SMS goes instead, and how many of these were sent theirs. */
  instead: Schema.Struct({ wanted: Schema.Int, sent: Schema.Int }),
})
export type CampaignFailure = typeof CampaignFailure.Type

/** How far a campaign is, as its page shows it. */
export const CampaignProgress = Schema.Struct({
  campaign: Campaign,
  /** Why messages failed, most first: key is the code, label what happened. */
  failures: Schema.Array(CampaignFailure),
  /** What people answered, most first: buttons of the template, a word that opts out, anything else. */
  replies: Schema.Array(CampaignTally),
  /** How many were sent in each minute, epoch minutes, oldest first. */
  minutes: Schema.Array(Schema.Tuple([Schema.Int, Schema.Int])),
})
export type CampaignProgress = typeof CampaignProgress.Type

/** How many have been handed to their network or failed on the way: what a progress bar shows. */
export const finishedOf = (
  { cancelled, delivered, failed, read, sent, unconfirmed }: CampaignCounts,
): number => sent + delivered + read + failed + cancelled + unconfirmed

/** How many get it by SMS at once, since they gave no consent to WhatsApp. */
export const bySmsAtOnce = ({ leftOut }: Pick<AudienceCounts, "leftOut">): number => leftOut["by_sms"] ?? 0

/** Cumulative: what was read was delivered and sent too. */
export const reachedOf = ({ delivered, read, sent }: CampaignCounts) => ({
  sent: sent + delivered + read,
  delivered: delivered + read,
  read,
})

const movingStates: ReadonlySet<CampaignState> = new Set(["sending", "cancelling", "scheduled"])

/** Whether something goes on by itself. */
export const isUnderWay = (
  { audience, bySms, state }: Pick<Campaign, "audience" | "bySms" | "state">,
): boolean =>
  movingStates.has(state) || (bySms !== null && movingStates.has(bySms.state)) ||
  (state === "draft" && (audience.state === "gathering" || audience.state === "checking"))

/** What has become of one recipient; null: it waits for its turn. */
export const RecipientOutcome = Schema.Literals([
  "queued",
  "sent",
  "delivered",
  "read",
  "failed",
  "unconfirmed",
  "cancelled",
])
export type RecipientOutcome = typeof RecipientOutcome.Type

/** What became of a test that somebody sent to themselves: as far as it is known some seconds later. */
export const TestOutcome = Schema.Struct({
  outcome: RecipientOutcome,
  /** Why it did not go, in words. */
  why: Schema.NullOr(Schema.String),
  /** When it goes, epoch milliseconds; null where it does not wait. */
  waitsUntil: Schema.NullOr(Schema.Int),
})
export type TestOutcome = typeof TestOutcome.Type

export const Recipient = Schema.Struct({
  /** Its place in the audience, from 1. */
  no: Schema.Int,
  /** Null where they came with a file. */
  contactId: Schema.NullOr(ContactId),
  name: Schema.NullOr(Schema.String),
  phone: Schema.String,
  /** By key of the variable, as the message says them. */
  values: Schema.Record(Schema.String, Schema.String),
  /** In which of the template's languages they get it, as the template has it; null: the campaign's own. */
  language: Schema.NullOr(Schema.String),
  leftOut: Schema.NullOr(Schema.String),
  /** In words, where the reason alone does not say it. */
  detail: Schema.NullOr(Schema.String),
  outcome: Schema.NullOr(RecipientOutcome),
  /** Where they answered; null when they did not. */
  repliedIn: Schema.NullOr(ConversationId),
})
export type Recipient = typeof Recipient.Type

/** One row of a file, cells in the order of the columns; `no` is its number, from 1. */
export const RecipientRow = Schema.Struct({
  no: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: recipientsMax })),
  cells: Schema.Array(Text(cellLengthMax)).check(Schema.isMaxLength(columnsMax)),
})
export type RecipientRow = typeof RecipientRow.Type
