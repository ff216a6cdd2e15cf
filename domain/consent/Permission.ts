import { Schema } from "effect"
import type { UserId } from "../user/User.ts"

/** What a record of a number's history says. */
export const PermissionWord = Schema.Literals(["given", "withdrawn", "opted_out", "opted_in"])
export type PermissionWord = typeof PermissionWord.Type

/** How an opt-out or opt-in became known: by the customer's own word, from the provider, or from a user of the desk. */
export const OptOutSource = Schema.Literals(["keyword", "provider", "agent"])
export type OptOutSource = typeof OptOutSource.Type

/** How a record came to the desk. */
export const PermissionOrigin = Schema.Literals(["keyword", "provider", "agent", "upload", "seed"])
export type PermissionOrigin = typeof PermissionOrigin.Type

/** What a number allows on one channel of a workspace, as it is now. Times are epoch milliseconds. */
export interface PermissionFacts {
  /** How many changes made it; 0 when nothing was ever recorded. A send that was decided on an older one is not written. */
  readonly version: number
  /** Since when the number is opted out; null when it is not. */
  readonly optedOutAt: number | null
  /** Who said so last, be it out or in; null when nobody ever did. */
  readonly optedOutSource: OptOutSource | null
  /** The user who said so last, where it was one. */
  readonly optedOutBy: UserId | null
  /** The provider refuses to send as well: only the customer's own word lifts it. */
  readonly providerHolds: boolean
  /** Since when there is a consent; null when there is none, or it was withdrawn. */
  readonly consentAt: number | null
}

/** A number of which nothing is known. */
export const noPermission: PermissionFacts = {
  version: 0,
  optedOutAt: null,
  optedOutSource: null,
  optedOutBy: null,
  providerHolds: false,
  consentAt: null,
}
