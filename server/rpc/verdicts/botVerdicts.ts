import { randomUUID } from "node:crypto"
import type { BotRpcs } from "../../../domain/rpc/BotRpcs.ts"
import { admins, adminsOfIt, type VerdictsOf, whoSees } from "./CallVerdict.ts"

const aBot = { name: "Menu", url: "http://127.0.0.1:9/", timeLimitSeconds: 5, quietHours: 8, senders: [] }

export const botVerdicts: VerdictsOf<typeof BotRpcs> = {
  "Bot.list": [{ asked: () => undefined, ...admins }],
  "Bot.add": [{
    asked: () => ({ settings: { ...aBot, name: `Bot ${randomUUID()}`.slice(0, 40) } }),
    ...admins,
    told: "what is made has a new id, a new secret and a new key",
  }],
  "Bot.change": [{ asked: ({ bot }) => ({ id: bot, seen: aBot, next: aBot }), ...adminsOfIt }],
  "Bot.renew": [{
    asked: ({ bot }) => ({ id: bot }),
    ...adminsOfIt,
  }],
  "Bot.remove": [{ asked: ({ bot }) => ({ id: bot }), ...adminsOfIt }],
  "Bot.test": [{ asked: ({ bot }) => ({ id: bot }), ...adminsOfIt }],
  // The Sender ID has no bot.
  "Bot.start": [{
    asked: ({ conversation }) => ({ id: conversation }),
    ...whoSees,
    admin: "not_possible",
    member: "not_possible",
  }],
  "Bot.end": [{ asked: ({ conversation }) => ({ id: conversation }), ...whoSees }],
}
