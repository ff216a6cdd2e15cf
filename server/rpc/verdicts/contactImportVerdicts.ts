import { randomUUID } from "node:crypto"
import { ContactImportId } from "../../../domain/contact/ContactImport.ts"
import type { ContactImportRpcs } from "../../../domain/rpc/ContactImportRpcs.ts"
import { everybody, type VerdictsOf } from "./CallVerdict.ts"

const fileOf = (id: ContactImportId) => ({
  id,
  name: "people.csv",
  heads: ["Name", "Mobile"],
  columns: { name: 0, phones: 1, email: -1, language: -1 },
  rows: 2,
})

/** An import is its user's alone: to an admin too there is none of that id. */
const theirs = {
  admin: "not_found",
  member: "allowed",
  colleague: "not_found",
  foreigner: "not_found",
} as const

export const contactImportVerdicts: VerdictsOf<typeof ContactImportRpcs> = {
  "ContactImport.list": [{ asked: () => undefined, ...everybody }],
  "ContactImport.addRows": [{
    asked: ({ contactImport }) => ({ id: contactImport, rows: [] }),
    ...theirs,
  }],
  "ContactImport.follow": [{ asked: ({ contactImport }) => ({ id: contactImport }), ...theirs }],
  "ContactImport.refused": [{
    asked: ({ contactImport }) => ({ id: contactImport, after: 0, limit: 50 }),
    ...theirs,
  }],
  "ContactImport.stop": [{ asked: ({ contactImport }) => ({ id: contactImport }), ...theirs }],
  "ContactImport.open": [
    {
      asked: () => fileOf(ContactImportId.make(randomUUID())),
      ...everybody,
      told: "what is made has a new id and time",
    },
    {
      asked: ({ contactImport }) => fileOf(contactImport),
      ...theirs,
      told: "the id is a new one that the caller makes: nobody knows another's",
    },
  ],
}
