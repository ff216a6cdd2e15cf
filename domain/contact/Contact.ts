import { Schema } from "effect"
import { ConversationId } from "../conversation/ConversationId.ts"
import { InboxRow } from "../inbox/InboxRow.ts"
import { UserId } from "../user/User.ts"
import { Uuid } from "../Uuid.ts"
import { languageTag, languageTagLengthMax } from "../language/languageTag.ts"
import { Address } from "./Address.ts"

export const ContactId = Uuid.pipe(Schema.brand("ContactId"))
export type ContactId = typeof ContactId.Type

export const contactNameLengthMax = 200
export const contactPhonesMax = 10
export const contactEmailLengthMax = 254
/** Characters of a number as it is typed. */
export const typedPhoneLengthMax = 64

export const ContactName = Schema.String.check(
  Schema.isPattern(/\S/),
  Schema.isMaxLength(contactNameLengthMax),
)

/** Something before an @, and after it a name with a dot: whether it exists only sending to it would tell. */
export const emailPattern = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/
export const ContactEmail = Schema.String.check(
  Schema.isPattern(emailPattern),
  Schema.isMaxLength(contactEmailLengthMax),
)

/** What somebody reads, as BCP 47 writes it, such as `pt-BR`. */
export const ContactLanguage = Schema.String.check(
  Schema.isMaxLength(languageTagLengthMax),
  Schema.makeFilter((text) => languageTag(text) !== null || "not a language"),
)

/** A person of the workspace. A number belongs to at most one of them (CONTACT-4). */
export const Contact = Schema.Struct({
  id: ContactId,
  /** How often it was saved: an edit says which version it was made on. */
  version: Schema.Int,
  name: Schema.String,
  /** As they were written, in the order in which they were added. */
  phones: Schema.Array(Address),
  email: Schema.NullOr(Schema.String),
  /** What they read, such as `pt-BR`; null where nobody said. */
  language: Schema.NullOr(Schema.String),
  /** Epoch milliseconds. */
  createdAt: Schema.Int,
  /** Null where it came with the workspace or from a conversation's start. */
  createdBy: Schema.NullOr(UserId),
  /** When they last wrote in a conversation that the reader may see; epoch milliseconds. */
  lastInboundAt: Schema.NullOr(Schema.Int),
})
export type Contact = typeof Contact.Type

/** A contact with the newest of its conversations that the reader may see (CONTACT-5). */
export const ContactDetails = Schema.Struct({ contact: Contact, conversations: Schema.Array(InboxRow) })
export type ContactDetails = typeof ContactDetails.Type

/** What is known of a contact as someone typed it; numbers with their country code. */
export const ContactFields = Schema.Struct({
  name: ContactName,
  phones: Schema.Array(Schema.String.check(Schema.isMaxLength(typedPhoneLengthMax))).check(
    Schema.isMinLength(1),
    Schema.isMaxLength(contactPhonesMax),
  ),
  email: Schema.NullOr(ContactEmail),
  /** Left out by desks that were opened before there were languages: it stays as it is. */
  language: Schema.optionalKey(Schema.NullOr(ContactLanguage)),
})
export type ContactFields = typeof ContactFields.Type

/** Which contact an edit is about, and the version that the editor saw. */
export const ContactEdition = Schema.Struct({ id: ContactId, version: Schema.Int })
export type ContactEdition = typeof ContactEdition.Type

export const SaveContact = Schema.Struct({
  /** Null for a new one. */
  edition: Schema.NullOr(ContactEdition),
  fields: ContactFields,
  /** The conversation that it is saved from, in whose timeline it is noted (CONV-7). */
  conversationId: Schema.NullOr(ConversationId),
})
export type SaveContact = typeof SaveContact.Type

/** What became of saving or merging. */
export const ContactOutcome = Schema.TaggedUnion({
  Saved: { contact: Contact },
  /** CONTACT-4: a number is another contact's; null where the user may not see that one. */
  NumberTaken: { phone: Address, contact: Schema.NullOr(Contact) },
  /** Someone else saved it meanwhile: what it is now. */
  Changed: { contact: Contact },
})
export type ContactOutcome = typeof ContactOutcome.Type
