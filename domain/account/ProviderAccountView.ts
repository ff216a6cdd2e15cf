import { Schema } from "effect"
import { SenderId } from "../sender/Sender.ts"
import { WebhookOutcome } from "./WebhookEntry.ts"

/** An address of the desk that is entered at the provider, and what last came to it. */
export const WebhookAddress = Schema.Struct({
  endpoint: Schema.String,
  /** To be copied: with what stands behind it. */
  url: Schema.String,
  /** What came last and was signed rightly; null while nothing did in the last seven days. */
  last: Schema.NullOr(Schema.Struct({ at: Schema.Int, outcome: WebhookOutcome })),
  /** When something came whose signature did not fit, and nothing good since; null where that is not so. */
  badSignatureAt: Schema.NullOr(Schema.Int),
})
export type WebhookAddress = typeof WebhookAddress.Type

/** An account as admins see it: without its secrets. */
export const ProviderAccountView = Schema.Struct({
  id: Schema.String,
  kind: Schema.String,
  label: Schema.String,
  /** Raised by each change. */
  version: Schema.Int,
  /** Null: the provider's own. */
  baseUrl: Schema.NullOr(Schema.String),
  disabled: Schema.Boolean,
  /** What was typed and is no secret, by field. */
  values: Schema.Record(Schema.String, Schema.String),
  /** The secrets that are kept, by field. */
  kept: Schema.Array(Schema.String),
  webhooks: Schema.Array(WebhookAddress),
  senders: Schema.Array(SenderId),
})
export type ProviderAccountView = typeof ProviderAccountView.Type
