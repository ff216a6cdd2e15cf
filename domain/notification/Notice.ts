import { Schema } from "effect"
import { AccountProblemKind } from "../account/AccountProblem.ts"
import { CampaignId } from "../campaign/CampaignMark.ts"
import { Address } from "../contact/Address.ts"
import { ConversationId } from "../conversation/ConversationId.ts"
import { ContactReference } from "../inbox/InboxRow.ts"
import { DeliveryError } from "../sending/DeliveryError.ts"
import { RowUploadId, UploadKind } from "../upload/RowUpload.ts"
import { UserId } from "../user/User.ts"

/** A user has at most so many notices, for so many days. */
export const noticesMax = 200
export const noticeDays = 30

export const NoticeId = Schema.Int.check(Schema.isGreaterThan(0)).pipe(Schema.brand("NoticeId"))
export type NoticeId = typeof NoticeId.Type

/** A conversation that a notice leads to, with what it is called. */
const NoticeConversation = Schema.Struct({
  id: ConversationId,
  contact: Schema.NullOr(ContactReference),
  address: Address,
})

/** What became of the rows of a file: `known` were on file already, `refused` have to be mended. */
const importedRows = { imported: Schema.Int, known: Schema.Int, refused: Schema.Int }

const noted = { id: NoticeId, at: Schema.Int, read: Schema.Boolean }

const ofUpload = { ...noted, kind: UploadKind, uploadId: RowUploadId, name: Schema.String }

/**
 * What a user is told of in the desk (NOTIFY-6), made up anew each time it is asked for: of what they may see now, in the
 * words that are there now.
 */
export const Notice = Schema.TaggedUnion({
  /** ASSIGN-3: what one person assigned in one go; the first few of them are named. */
  Assigned: {
    ...noted,
    by: UserId,
    count: Schema.Int,
    conversations: Schema.NonEmptyArray(NoticeConversation),
  },
  /** NOTE-1. `text`: the beginning of the note; null once the person was erased. */
  Mentioned: {
    ...noted,
    by: UserId,
    conversation: NoticeConversation,
    seq: Schema.Int,
    text: Schema.NullOr(Schema.String),
  },
  /** A message of the user's own was not sent. */
  NotSent: {
    ...noted,
    conversation: NoticeConversation,
    seq: Schema.Int,
    error: Schema.NullOr(DeliveryError),
  },
  /** HOOK-6: an account stopped working; for admins. */
  AccountProblem: {
    ...noted,
    accountId: Schema.String,
    /** What the account is called. */
    account: Schema.String,
    kind: AccountProblemKind,
    /** The number that it is about; empty where it is the whole account. */
    subject: Schema.String,
  },
  /** A campaign of the user's own is through. */
  CampaignDone: { ...noted, campaignId: CampaignId, name: Schema.String },
  /** A campaign of the user's own stopped, since nobody would get it. `problem`: why, in words for the user. */
  CampaignPaused: { ...noted, campaignId: CampaignId, name: Schema.String, problem: Schema.String },
  /** FIT-3: a transcript that the user asked for. `file`: null once it is no longer kept. */
  TranscriptMade: {
    ...noted,
    conversation: NoticeConversation,
    file: Schema.NullOr(Schema.Struct({ path: Schema.String, name: Schema.String, keptUntil: Schema.Int })),
  },
  /** `message`: why, in words for the user. */
  TranscriptNotMade: { ...noted, conversation: NoticeConversation, message: Schema.String },
  /** FIT-3: contacts or consents that the user brought are imported; of how many rows. */
  UploadDone: { ...ofUpload, ...importedRows },
  /** It ended before its rows did. `message`: why, in words for the user. */
  UploadNotDone: { ...ofUpload, message: Schema.String },
  /** FIT-3: a bulk assignment that the user began and left is done; of those that failed how many, by why. */
  BulkAssigned: {
    ...noted,
    to: UserId,
    total: Schema.Int,
    failed: Schema.Int,
    reasons: Schema.Array(Schema.Struct({ message: Schema.String, count: Schema.Int })),
  },
})
export type Notice = typeof Notice.Type
