import { randomUUID } from "node:crypto"
import { ContactId } from "../../../domain/contact/Contact.ts"
import type { ContactRpcs } from "../../../domain/rpc/ContactRpcs.ts"
import { adminsOfIt, everybody, type VerdictsOf, whoSees } from "./CallVerdict.ts"

const numbersAreUnique =
  "a number belongs to one contact: whoever types it learns that it is taken, not by whom"
const nobody = { id: ContactId.make(randomUUID()) }

export const contactVerdicts: VerdictsOf<typeof ContactRpcs> = {
  "Contact.list": [
    { asked: ({ name }) => ({ search: name, limit: 50, cursor: null }), ...everybody },
    { asked: ({ phone }) => ({ search: phone, limit: 50, cursor: null }), ...everybody },
  ],
  "Contact.get": [{ asked: ({ contact }) => ({ id: contact }), ...whoSees }],
  "Contact.save": [
    {
      asked: ({ contact, phone }) => ({
        edition: { id: contact, version: 1 },
        fields: { name: "Changed", phones: [phone], email: null },
        conversationId: null,
      }),
      ...whoSees,
    },
    {
      asked: ({ conversation }) => ({
        edition: null,
        fields: { name: "Somebody", phones: ["+14155558888"], email: null },
        conversationId: conversation,
      }),
      ...whoSees,
    },
    {
      asked: ({ phone }) => ({
        edition: null,
        fields: { name: "Somebody", phones: [phone], email: null },
        conversationId: null,
      }),
      ...everybody,
      told: numbersAreUnique,
    },
  ],
  "Contact.merge": [{
    asked: ({ contact }) => ({ keep: { id: contact, version: 1 }, other: { ...nobody, version: 1 } }),
    admin: "not_found",
    member: "not_found",
    colleague: "not_found",
    foreigner: "not_found",
  }],
  "Contact.export": [{ asked: () => ({ cursor: null }), ...everybody }],
  "Contact.erase": [{
    asked: ({ contact }) => ({ id: contact }),
    ...adminsOfIt,
  }],
}
