import { randomUUID } from "node:crypto"
import type { ProviderRpcs } from "../../../domain/rpc/ProviderRpcs.ts"
import type { SenderRpcs } from "../../../domain/rpc/SenderRpcs.ts"
import type { WebhookRpcs } from "../../../domain/rpc/WebhookRpcs.ts"
import { admins, adminsOfIt, type VerdictsOf } from "./CallVerdict.ts"

/** At an address at which nobody answers. */
const noAnswer = () => ({
  baseUrl: "http://127.0.0.1:9",
  credentials: { apiKey: `KEY${randomUUID()}`, publicKey: `${"A".repeat(43)}=` },
})
const telnyxAccount = () => ({ label: "Telnyx", ...noAnswer() })

export const providerVerdicts: VerdictsOf<typeof ProviderRpcs | typeof SenderRpcs | typeof WebhookRpcs> = {
  "Provider.list": [{ asked: () => undefined, ...admins }],
  "Provider.add": [{
    asked: () => ({ kind: "telnyx", settings: telnyxAccount() }),
    ...admins,
    told: "what is made has a new id",
  }],
  "Provider.change": [{
    // It never had this version: whoever may change it is told so.
    asked: ({ account }) => ({ id: account, version: 0, settings: telnyxAccount() }),
    ...adminsOfIt,
    admin: "changed_meanwhile",
  }],
  "Provider.switch": [{ asked: ({ account }) => ({ id: account, disabled: false }), ...adminsOfIt }],
  "Provider.check": [
    { asked: ({ account }) => ({ id: account, kind: "", ...noAnswer() }), ...adminsOfIt },
    {
      asked: () => ({ id: null, kind: "telnyx", ...noAnswer() }),
      ...admins,
      told: "it asks with what the caller brings",
    },
  ],
  "Provider.numbers": [{ asked: ({ account }) => ({ id: account }), ...adminsOfIt }],
  "Sender.save": [{
    // It never was as the caller says: whoever may change it is told so.
    asked: ({ member, sender }) => ({
      id: sender,
      seen: { label: "Never its name", users: [], ratePerSecond: null },
      next: { label: "Another name", users: [member], ratePerSecond: null },
    }),
    admin: "changed_meanwhile",
    member: "not_allowed",
    colleague: "not_allowed",
    foreigner: "not_found",
  }],
  "Sender.holders": [{
    asked: ({ sender }) => ({ id: sender }),
    ...adminsOfIt,
  }],
  "Sender.add": [{
    asked: ({ account, member }) => ({
      accountId: account,
      channel: "sms" as const,
      address: `N${randomUUID().slice(0, 8)}`,
      numberId: null,
      settings: { label: "New", users: [member], ratePerSecond: null },
    }),
    ...adminsOfIt,
  }],
  "Webhook.list": [{
    asked: () => ({ accountId: null, outcome: null, before: null, limit: 50 }),
    ...admins,
  }],
  "Webhook.get": [{ asked: ({ webhook }) => ({ id: webhook }), ...adminsOfIt }],
  "Webhook.replay": [{
    asked: ({ webhook }) => ({ id: webhook }),
    ...adminsOfIt,
  }],
}
