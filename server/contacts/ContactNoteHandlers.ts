import { Effect } from "effect"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { ContactNoteRpcs } from "../../domain/rpc/ContactNoteRpcs.ts"
import { ContactNotes } from "./ContactNotes.ts"

export const ContactNoteHandlersLive = ContactNoteRpcs.toLayer(
  Effect.map(ContactNotes.use(Effect.succeed), (notes) => ({
    "ContactNote.list": ({ contact }) => CurrentUser.use((viewer) => notes.list(viewer, contact)),
    "ContactNote.save": ({ contact, ...note }) =>
      CurrentUser.use((viewer) => notes.save(viewer, contact, note)),
    "ContactNote.remove": ({ contact, id }) => CurrentUser.use((viewer) => notes.remove(viewer, contact, id)),
  })),
)
