import { ownKeywords } from "../../../domain/consent/Keywords.ts"
import { Address } from "../../../domain/contact/Address.ts"
import type { ConsentRpcs, PermissionSubject } from "../../../domain/rpc/ConsentRpcs.ts"
import { admins, everybody, type VerdictsOf, whoSees } from "./CallVerdict.ts"

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
  "Keywords.get": [{ asked: () => undefined, ...admins }],
  "Keywords.save": [{ asked: () => ({ seen: ownKeywords, next: ownKeywords }), ...admins }],
}
