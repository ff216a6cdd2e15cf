import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Keywords } from "../consent/Keywords.ts"
import { OptOutSource, PermissionOrigin, PermissionWord } from "../consent/Permission.ts"
import { Address } from "../contact/Address.ts"
import { ContactId } from "../contact/Contact.ts"
import { ConversationId } from "../conversation/ConversationId.ts"
import { Refusal } from "../conversation/Refusal.ts"
import { ContactReference } from "../inbox/InboxRow.ts"
import { Channel } from "../sender/Sender.ts"
import { UserId } from "../user/User.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

export const registerPageMax = 100
export const historyMax = 200

const error = Schema.Union([Refusal, Unavailable])
const Text = (max: number) => Schema.String.check(Schema.isMaxLength(max))
const said = Text(500).check(Schema.isPattern(/\S/))
/** A time that a calendar has, epoch milliseconds. */
const Moment = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Date.UTC(9999, 0) }))

/** Whose consent and opt-out is meant: of the number of a conversation, the numbers of a contact; admins also name any number. */
export const PermissionSubject = Schema.TaggedUnion({
  Conversation: { id: ConversationId },
  Contact: { id: ContactId },
  Number: { address: Address },
})
export type PermissionSubject = typeof PermissionSubject.Type

/** One record of a number's history. Times are epoch milliseconds. */
export const PermissionEntry = Schema.Struct({
  id: Schema.String,
  channel: Channel,
  address: Address,
  what: PermissionWord,
  origin: PermissionOrigin,
  at: Schema.Int,
  recordedAt: Schema.Int,
  /** Where a consent was given, or why an opt-out was recorded or lifted. */
  source: Schema.NullOr(Schema.String),
  proof: Schema.NullOr(Schema.String),
  by: Schema.NullOr(UserId),
})
export type PermissionEntry = typeof PermissionEntry.Type

/** What a number allows on a channel now. */
export const NumberPermission = Schema.Struct({
  channel: Channel,
  address: Address,
  optedOutAt: Schema.NullOr(Schema.Int),
  optedOutSource: Schema.NullOr(OptOutSource),
  providerHolds: Schema.Boolean,
  consentAt: Schema.NullOr(Schema.Int),
})
export type NumberPermission = typeof NumberPermission.Type

export const PermissionHistory = Schema.Struct({
  /** Those of which anything is recorded. */
  numbers: Schema.Array(NumberPermission),
  /** Newest first; the last `historyMax`. */
  entries: Schema.Array(PermissionEntry),
})
export type PermissionHistory = typeof PermissionHistory.Type

export const RegisterEntry = Schema.Struct({
  ...PermissionEntry.fields,
  providerHolds: Schema.Boolean,
  contact: Schema.NullOr(ContactReference),
})
export type RegisterEntry = typeof RegisterEntry.Type

export const RegisterQuery = Schema.Struct({
  of: Schema.Literals(["consents", "optOuts"]),
  /** The beginning of a number; empty for all. */
  search: Text(64),
  limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: registerPageMax })),
  /** From the page before; null for the newest. */
  cursor: Schema.NullOr(Text(200)),
})
export type RegisterQuery = typeof RegisterQuery.Type

export const RegisterPage = Schema.Struct({
  entries: Schema.Array(RegisterEntry),
  cursor: Schema.NullOr(Schema.String),
  /** How many there are in all; null but on the first page. */
  total: Schema.NullOr(Schema.Int),
})
export type RegisterPage = typeof RegisterPage.Type

export const ConsentToRecord = Schema.Struct({
  /** As it was typed, with country code. */
  phone: Text(64),
  channel: Channel,
  what: Schema.Literals(["given", "withdrawn"]),
  source: said,
  proof: Schema.NullOr(Text(500)),
  at: Moment,
})
export type ConsentToRecord = typeof ConsentToRecord.Type

export class ConsentRpcs extends RpcGroup.make(
  /** One who may see the conversation or contact sees what its numbers allow (CONTACT-5). */
  Rpc.make("Permission.history", { payload: { of: PermissionSubject }, success: PermissionHistory, error }),
  /** Records that a number opted out, or lifts that: not where the provider holds it (OPT-2). */
  Rpc.make("Permission.setOptOut", {
    payload: {
      of: PermissionSubject,
      address: Address,
      channel: Channel,
      optedOut: Schema.Boolean,
      reason: said,
    },
    error,
  }),
  /** Admins only: the whole register, newest first. */
  Rpc.make("Consent.register", { payload: RegisterQuery, success: RegisterPage, error }),
  /** Everyone who may send. */
  Rpc.make("Consent.record", { payload: ConsentToRecord, error }),
  Rpc.make("Keywords.get", { success: Keywords, error }),
  /** `seen`: what they were when they were changed; should they be others by now, nothing is saved. */
  Rpc.make("Keywords.save", { payload: { seen: Keywords, next: Keywords }, error }),
).middleware(Authentication) {}
