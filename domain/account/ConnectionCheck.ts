import { Schema } from "effect"

/**
 * How a provider answered for an account: `unknown_account` is signed in but names an account that is not there;
 * `wrong_address` means that something answered which is not this provider.
 */
export const ConnectionOutcome = Schema.Literals([
  "connected",
  "refused",
  "suspended",
  "unknown_account",
  "unreachable",
  "timed_out",
  "busy",
  "wrong_address",
])
export type ConnectionOutcome = typeof ConnectionOutcome.Type

export const ConnectionCheck = Schema.Struct({
  outcome: ConnectionOutcome,
  /** What the provider calls the account, or how it stands; empty where it says nothing. */
  detail: Schema.String,
})
export type ConnectionCheck = typeof ConnectionCheck.Type
