import { Schema } from "effect"
import { Channel } from "../sender/Sender.ts"

/** One thing that an admin types for an account. */
export const ProviderField = Schema.Struct({
  /** Its name among the credentials. */
  name: Schema.String,
  /** As the provider's console calls it. */
  label: Schema.String,
  hint: Schema.String,
  /** Never shown again once it is saved (ADMIN-2); what is no secret stays readable for admins. */
  secret: Schema.Boolean,
  optional: Schema.Boolean,
  /** What it looks like, as a regular expression; null where anything may be right. */
  pattern: Schema.NullOr(Schema.String),
})
export type ProviderField = typeof ProviderField.Type

/** One address of the desk that is to be entered at the provider. */
export const ProviderWebhook = Schema.Struct({
  /** The last part of its path; empty where the provider has only one. */
  endpoint: Schema.String,
  /** What the provider's console calls the place for it. */
  label: Schema.String,
  /** What stands behind the address, such as how often to try again; never sent to the desk. */
  fragment: Schema.String,
  /** Each message brings it by itself: it need not be entered. */
  optional: Schema.Boolean,
})
export type ProviderWebhook = typeof ProviderWebhook.Type

/** What an admin needs to know about a kind of provider to set an account up. */
export const ProviderSetup = Schema.Struct({
  kind: Schema.String,
  name: Schema.String,
  channels: Schema.Array(Channel),
  /** The provider's own API, used when an account names no other. */
  defaultBaseUrl: Schema.String,
  fields: Schema.Array(ProviderField),
  webhooks: Schema.Array(ProviderWebhook),
  /** A field that is entered beside the webhook address; null where there is none. */
  webhookSecret: Schema.NullOr(Schema.String),
  /** What the provider calls its own id of a number, where it wants to be asked by that; null where the number does. */
  numberIdLabel: Schema.NullOr(Schema.String),
  /** In the words of the provider's console. */
  steps: Schema.Array(Schema.String),
})
export type ProviderSetup = typeof ProviderSetup.Type
