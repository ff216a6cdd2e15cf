import { Schema } from "effect"

/** The number of an entry in the webhook log. */
export const WebhookEntryId = Schema.Int.check(Schema.isGreaterThan(0)).pipe(Schema.brand("WebhookEntryId"))
export type WebhookEntryId = typeof WebhookEntryId.Type

/**
 * What became of a request: all of it taken, parts of it not understood, nothing understood, addressed to no Sender ID of the
 * account, not signed rightly, or not stored so that the provider was told to bring it again.
 */
export const WebhookOutcome = Schema.Literals([
  "accepted",
  "partly",
  "malformed",
  "unknown_sender",
  "bad_signature",
  "not_stored",
])
export type WebhookOutcome = typeof WebhookOutcome.Type

/** One request of a provider, as the log shows it (HOOK-6). */
export const WebhookEntry = Schema.Struct({
  id: WebhookEntryId,
  accountId: Schema.String,
  /** Epoch milliseconds. */
  at: Schema.Int,
  /** Which of the account's addresses was called; empty where it has only one. */
  endpoint: Schema.String,
  outcome: WebhookOutcome,
  /** How many messages, statuses and notices were in it. */
  updates: Schema.Int,
  /** What was wrong with it; empty when nothing was. */
  detail: Schema.String,
  /** It was kept whole. */
  replayable: Schema.Boolean,
  /** When it was last replayed, epoch milliseconds. */
  replayedAt: Schema.NullOr(Schema.Int),
})
export type WebhookEntry = typeof WebhookEntry.Type

/** A request that was kept whole, as it came: without its signature and whatever else signs in. */
export const WebhookRequestView = Schema.Struct({
  method: Schema.String,
  url: Schema.String,
  headers: Schema.Array(Schema.Struct({ name: Schema.String, value: Schema.String })),
  body: Schema.String,
  /** Its end is left out. */
  cut: Schema.Boolean,
})
export type WebhookRequestView = typeof WebhookRequestView.Type

/** What a provider told about an account (HOOK-6). */
export const AccountNoticeEntry = Schema.Struct({
  id: Schema.Int,
  accountId: Schema.String,
  /** Epoch milliseconds. */
  at: Schema.Int,
  topic: Schema.String,
  severity: Schema.Literals(["info", "warning"]),
  text: Schema.String,
})
export type AccountNoticeEntry = typeof AccountNoticeEntry.Type
