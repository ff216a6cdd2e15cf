import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { ContactId } from "../contact/Contact.ts"
import { ContactNote, ContactNoteId, ContactNoteText } from "../contact/ContactNote.ts"
import { Refusal } from "../conversation/Refusal.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

const error = Schema.Union([Refusal, Unavailable])

/** What the team notes about contacts, each call for whoever may see the contact (AUTH-4). */
export class ContactNoteRpcs extends RpcGroup.make(
  /** Oldest first. */
  Rpc.make("ContactNote.list", {
    payload: { contact: ContactId },
    success: Schema.Array(ContactNote),
    error,
  }),
  /** `seen`: what it said when it was changed, null for a new one; should it say something else by now, nothing is saved. */
  Rpc.make("ContactNote.save", {
    payload: {
      contact: ContactId,
      id: ContactNoteId,
      seen: Schema.NullOr(Schema.String),
      text: ContactNoteText,
    },
    error,
  }),
  /** For its author and admins; of what is gone already nothing changes. */
  Rpc.make("ContactNote.remove", { payload: { contact: ContactId, id: ContactNoteId }, error }),
).middleware(Authentication) {}
