import { Schema } from "effect"
import { TranscriptFormat } from "../conversation/TranscriptFormat.ts"
import { EpochMillis } from "../EpochMillis.ts"
import { ConversationId } from "../conversation/ConversationId.ts"
import { KnownTimeZone } from "../hours/BusinessHours.ts"
import { Uuid } from "../Uuid.ts"

/** How many items one transcript holds at most. */
export const transcriptItemsMax = 50_000

/** Named by the desk that asks, so that asking again after a lost connection follows the same export. */
export const TranscriptId = Uuid.pipe(Schema.brand("TranscriptId"))
export type TranscriptId = typeof TranscriptId.Type

export const Paper = Schema.Literals(["a4", "letter"])
export type Paper = typeof Paper.Type

/** Which part of which conversation is written down, and as what (EXPORT-1). */
export const TranscriptRequest = Schema.Struct({
  id: TranscriptId,
  conversationId: ConversationId,
  format: TranscriptFormat,
  /** From this moment on, and before that one, epoch milliseconds; null: from the first, to the last. */
  from: Schema.NullOr(EpochMillis),
  until: Schema.NullOr(EpochMillis),
  /** By whose clock. */
  timeZone: KnownTimeZone,
  paper: Paper,
})
export type TranscriptRequest = typeof TranscriptRequest.Type

/** How far an export is; the last one says how it ended (EXPORT-3, FIT-3). */
export const TranscriptProgress = Schema.TaggedUnion({
  /** In hundredths of the whole. */
  Making: { percent: Schema.Int },
  /** It can be fetched there, for an hour, by who asked for it. */
  Made: { path: Schema.String, name: Schema.String },
  /** In words for the user. */
  NotMade: { message: Schema.String },
  Cancelled: {},
})
export type TranscriptProgress = typeof TranscriptProgress.Type

/** Where a transcript is fetched. */
export const transcriptPath = (id: TranscriptId): string => `/transcripts/${id}`
