import { Effect, Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import {
  Campaign,
  CampaignDraft,
  CampaignProgress,
  Recipient,
  recipientBatchMax,
  RecipientRow,
  TestOutcome,
} from "../campaign/Campaign.ts"
import { CampaignId } from "../campaign/CampaignMark.ts"
import { typedPhoneLengthMax } from "../contact/Contact.ts"
import { MessageId } from "../conversation/MessageId.ts"
import { Refusal } from "../conversation/Refusal.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

export const campaignsPageMax = 50
export const recipientsPageMax = 100
/** Recipients of one answer, where all of them are fetched. */
export const recipientsAtOnceMax = 500

const error = Schema.Union([Refusal, Unavailable])
const limit = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 1, maximum }))
const after = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2_147_483_647 }))

/** Which recipients: all, who gets it by WhatsApp or at once by SMS, who is left out for a reason, whom it did not reach for one, who answered. */
export const RecipientFilter = Schema.TaggedUnion({
  All: {},
  Ready: {},
  LeftOut: { reason: Schema.NullOr(Schema.String.check(Schema.isMaxLength(100))) },
  Failed: { reason: Schema.NullOr(Schema.String.check(Schema.isMaxLength(100))) },
  Replied: {},
})
export type RecipientFilter = typeof RecipientFilter.Type

export const CampaignPage = Schema.Struct({
  campaigns: Schema.Array(Campaign),
  cursor: Schema.NullOr(Schema.String),
})
export type CampaignPage = typeof CampaignPage.Type

/** Campaigns, for admins only (CAMP-1): they write in everybody's name, to more people than anyone can look over. */
export class CampaignRpcs extends RpcGroup.make(
  /** Newest first. */
  Rpc.make("Campaign.list", {
    payload: {
      limit: limit(campaignsPageMax),
      cursor: Schema.NullOr(Schema.String.check(Schema.isMaxLength(200))),
    },
    success: CampaignPage,
    error,
  }),
  Rpc.make("Campaign.get", {
    payload: { id: CampaignId },
    success: Schema.Struct({ campaign: Campaign, draft: CampaignDraft }),
    error,
  }),
  /**
   * Keeps a draft; version 0: a new one. Whom it goes to is worked out anew where that may have changed; of a file the rows
   * follow by `addRows`.
   */
  Rpc.make("Campaign.save", {
    payload: { id: CampaignId, version: Schema.Int, draft: CampaignDraft },
    success: Campaign,
    error,
  }),
  /** A row that was there already is not taken again. With the last one the check begins. */
  Rpc.make("Campaign.addRows", {
    payload: {
      id: CampaignId,
      rows: Schema.Array(RecipientRow).check(Schema.isMaxLength(recipientBatchMax)),
    },
    success: Campaign,
    error,
  }),
  /** In the order of the audience. */
  Rpc.make("Campaign.recipients", {
    payload: { id: CampaignId, filter: RecipientFilter, after, limit: limit(recipientsAtOnceMax) },
    success: Schema.Array(Recipient),
    error,
  }),
  /**
   * Sends the message to one number, filled as for the recipient `no`, or as for who asks where that is null. It is judged
   * like any other, begins no conversation, and counts in no campaign. The same `messageId` again is the same message.
   * `bySms`: as the campaign's SMS fallback says it.
   */
  Rpc.make("Campaign.test", {
    payload: {
      id: CampaignId,
      messageId: MessageId,
      to: Schema.String.check(Schema.isMaxLength(typedPhoneLengthMax)),
      no: Schema.NullOr(after),
      bySms: Schema.Boolean.pipe(Schema.withDecodingDefaultKey(Effect.succeed(false))),
    },
    success: TestOutcome,
    error,
  }),
  /** A draft is started as it was seen: now, or at its time. */
  Rpc.make("Campaign.start", {
    payload: { id: CampaignId, version: Schema.Int },
    success: Campaign,
    error,
  }),
  Rpc.make("Campaign.pause", { payload: { id: CampaignId }, success: Campaign, error }),
  Rpc.make("Campaign.resume", { payload: { id: CampaignId }, success: Campaign, error }),
  /** What was handed to the network goes on; what was not is taken back. */
  Rpc.make("Campaign.cancel", { payload: { id: CampaignId }, success: Campaign, error }),
  /** Drafts only. */
  Rpc.make("Campaign.remove", { payload: { id: CampaignId }, error }),
  /** How far it is, and again when that changed, at most once a second. */
  Rpc.make("Campaign.follow", {
    payload: { id: CampaignId },
    success: CampaignProgress,
    error,
    stream: true,
  }),
).middleware(Authentication) {}
