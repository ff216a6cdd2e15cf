import { randomUUID } from "node:crypto"
import { ContactNoteId } from "../../../domain/contact/ContactNote.ts"
import type { ContactNoteRpcs } from "../../../domain/rpc/ContactNoteRpcs.ts"
import { type VerdictsOf, whoSees } from "./CallVerdict.ts"

const newId = () => ContactNoteId.make(randomUUID())

export const contactNoteVerdicts: VerdictsOf<typeof ContactNoteRpcs> = {
  "ContactNote.list": [{ asked: ({ contact }) => ({ contact }), ...whoSees }],
  "ContactNote.save": [{
    asked: ({ contact }) => ({ contact, id: newId(), seen: null, text: "Rings twice" }),
    ...whoSees,
  }],
  "ContactNote.remove": [{ asked: ({ contact }) => ({ contact, id: newId() }), ...whoSees }],
}
