import { Schema } from "effect"
import { SenderId } from "../sender/Sender.ts"

/**
 * What keeps an account from working (HOOK-6): its provider refuses what it sends, one of its numbers is restricted or
 * about to be, nothing comes from the provider any more, or an admin switched it off.
 */
export const AccountProblemKind = Schema.Literals(["refused", "restricted", "silent", "disabled"])
export type AccountProblemKind = typeof AccountProblemKind.Type

/** A problem of an account, as it is told to those whom it concerns. */
export const AccountProblem = Schema.Struct({
  accountId: Schema.String,
  /** What the account is called. */
  account: Schema.String,
  kind: AccountProblemKind,
  /** The number that it is about; empty where it is the whole account. */
  subject: Schema.String,
  /** In the provider's words, for admins; empty for everybody else. */
  detail: Schema.String,
  /** Epoch milliseconds. */
  since: Schema.Int,
  /** The Sender IDs of the account that the user may send from. */
  senders: Schema.Array(SenderId),
})
export type AccountProblem = typeof AccountProblem.Type
