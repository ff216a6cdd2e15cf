import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import {
  Contact,
  ContactDetails,
  ContactEdition,
  ContactId,
  ContactOutcome,
  SaveContact,
} from "../contact/Contact.ts"
import { Refusal } from "../conversation/Refusal.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

export const contactsPageMax = 100

const error = Schema.Union([Refusal, Unavailable])
const cursor = Schema.NullOr(Schema.String.check(Schema.isMaxLength(1000)))

export const ContactQuery = Schema.Struct({
  /** Part of a name, of an e-mail, or of a number in any format; empty for all. */
  search: Schema.String.check(Schema.isMaxLength(100)),
  limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: contactsPageMax })),
  /** From the page before; null for the first. */
  cursor,
})
export type ContactQuery = typeof ContactQuery.Type

export const ContactPage = Schema.Struct({
  contacts: Schema.Array(Contact),
  /** Null on the last page. */
  cursor: Schema.NullOr(Schema.String),
  /** How many there are in all; null but on the first page. */
  total: Schema.NullOr(Schema.Int),
})
export type ContactPage = typeof ContactPage.Type

/** Contacts, each call cut to those that the user may see (AUTH-4). */
export class ContactRpcs extends RpcGroup.make(
  /** By name, a page after another (INBOX-9's way). */
  Rpc.make("Contact.list", { payload: ContactQuery, success: ContactPage, error }),
  Rpc.make("Contact.get", { payload: { id: ContactId }, success: ContactDetails, error }),
  Rpc.make("Contact.save", { payload: SaveContact, success: ContactOutcome, error }),
  /** One contact of two: `keep` with the numbers of both. */
  Rpc.make("Contact.merge", {
    payload: { keep: ContactEdition, other: ContactEdition },
    success: ContactOutcome,
    error,
  }),
  /** A part of a CSV file, by name; the first has the head line. */
  Rpc.make("Contact.export", {
    payload: { cursor },
    success: Schema.Struct({ csv: Schema.String, cursor: Schema.NullOr(Schema.String) }),
    error,
  }),
  /** Admins only, and for ever (CONTACT-6). */
  Rpc.make("Contact.erase", { payload: { id: ContactId }, error }),
).middleware(Authentication) {}
