import { randomUUID } from "node:crypto"
import { UploadId } from "../../../domain/consent/ConsentUpload.ts"
import { ownKeywords } from "../../../domain/consent/Keywords.ts"
import { Address } from "../../../domain/contact/Address.ts"
import type { ConsentRpcs, PermissionSubject } from "../../../domain/rpc/ConsentRpcs.ts"
import { admins, adminsOfIt, everybody, type VerdictsOf, whoSees } from "./CallVerdict.ts"

/** Asked of who did not opt out, it changes nothing. */
const optInOf = (of: PermissionSubject, phone: string) => ({
  of,
  address: Address.make(phone),
  channel: "sms" as const,
  optedOut: false,
  reason: "they asked for it",
})

export const consentVerdicts: VerdictsOf<typeof ConsentRpcs> = {
  "Permission.history": [
    { asked: ({ conversation }) => ({ of: { _tag: "Conversation", id: conversation } }), ...whoSees },
    { asked: ({ contact }) => ({ of: { _tag: "Contact", id: contact } }), ...whoSees },
    { asked: ({ phone }) => ({ of: { _tag: "Number", address: Address.make(phone) } }), ...admins },
  ],
  "Permission.setOptOut": [
    {
      asked: ({ conversation, phone }) => optInOf({ _tag: "Conversation", id: conversation }, phone),
      ...whoSees,
    },
    { asked: ({ contact, phone }) => optInOf({ _tag: "Contact", id: contact }, phone), ...whoSees },
    {
      asked: ({ phone }) => optInOf({ _tag: "Number", address: Address.make(phone) }, phone),
      ...admins,
    },
  ],
  "Consent.register": [{
    asked: ({ phone }) => ({ of: "consents", search: phone, limit: 50, cursor: null }),
    ...admins,
  }],
  "Consent.record": [{
    asked: ({ phone }) => ({ phone, channel: "sms", what: "given", source: "web form", proof: null, at: 0 }),
    ...everybody,
    open: "whoever may send may record that someone agreed; nothing of the number is shown",
  }],
  "Consent.uploads": [{ asked: () => undefined, ...admins }],
  "Consent.openUpload": [
    {
      asked: () => ({ id: UploadId.make(randomUUID()), name: "a.csv", bytes: 1, rows: 1 }),
      ...admins,
      told: "what is made has a new id and time",
    },
    {
      asked: ({ upload }) => ({ id: upload, name: "a.csv", bytes: 1, rows: 1 }),
      ...adminsOfIt,
      told: "the id is a new one that the caller makes: nobody knows another's",
    },
  ],
  "Consent.addRows": [{ asked: ({ upload }) => ({ id: upload, rows: [] }), ...adminsOfIt }],
  "Consent.importUpload": [{ asked: ({ upload }) => ({ id: upload }), ...adminsOfIt }],
  "Consent.cancelUpload": [{ asked: ({ upload }) => ({ id: upload }), ...adminsOfIt }],
  "Consent.followUpload": [{ asked: ({ upload }) => ({ id: upload }), ...adminsOfIt, endless: true }],
  "Consent.uploadRows": [{
    asked: ({ upload }) => ({ id: upload, outcome: null, after: 0, limit: 50 }),
    ...adminsOfIt,
  }],
  "Keywords.get": [{ asked: () => undefined, ...admins }],
  "Keywords.save": [{ asked: () => ({ seen: ownKeywords, next: ownKeywords }), ...admins }],
}
