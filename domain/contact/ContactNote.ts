import { Schema } from "effect"
import { UserId } from "../user/User.ts"
import { Uuid } from "../Uuid.ts"

/** Notes that one contact has at most. */
export const contactNotesMax = 100
export const contactNoteLengthMax = 1_000

/** Made by the desk that writes it, so that a note that is saved again is not there twice. */
export const ContactNoteId = Uuid.pipe(Schema.brand("ContactNoteId"))
export type ContactNoteId = typeof ContactNoteId.Type

export const ContactNoteText = Schema.String.check(
  Schema.isPattern(/\S/),
  Schema.isMaxLength(contactNoteLengthMax),
)

/**
 * What the team keeps in mind about a person, whichever conversation one is in; never sent. A note in a conversation is a
 * `NoteItem`.
 */
export const ContactNote = Schema.Struct({
  id: ContactNoteId,
  author: UserId,
  text: Schema.String,
  /** Epoch milliseconds. */
  at: Schema.Int,
  /** When it was changed last; null where it is as it was written. */
  changedAt: Schema.NullOr(Schema.Int),
})
export type ContactNote = typeof ContactNote.Type
