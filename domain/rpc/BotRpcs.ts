import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { BotId } from "../bot/BotMark.ts"
import { ConversationId } from "../conversation/ConversationId.ts"
import { Refusal } from "../conversation/Refusal.ts"
import { InboxRow } from "../inbox/InboxRow.ts"
import { SenderId } from "../sender/Sender.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

/** Bots that one workspace can have. */
export const botsMax = 20
export const botNameMax = 40
export const botTimeLimits = { minimum: 1, maximum: 15 }
export const botQuietHours = { minimum: 0, maximum: 720 }

/** What admins decide about a bot. */
export const BotSettings = Schema.Struct({
  name: Schema.String.check(Schema.isPattern(/\S/), Schema.isMaxLength(botNameMax)),
  /** Where it is told of what comes in. */
  url: Schema.String.check(Schema.isMaxLength(2048), Schema.isPattern(/^https?:\/\/\S+$/)),
  /** How long it may take to answer a webhook, seconds. */
  timeLimitSeconds: Schema.Int.check(Schema.isBetween(botTimeLimits)),
  /** For how long a conversation that people had must have rested before it answers first in it again, hours. */
  quietHours: Schema.Int.check(Schema.isBetween(botQuietHours)),
  /** The Sender IDs on which it answers first. */
  senders: Schema.Array(SenderId).check(Schema.isMaxLength(500)),
})
export type BotSettings = typeof BotSettings.Type

/** A bot as admins see it; of its secret and its key nobody sees anything again. */
export const BotView = Schema.Struct({
  id: BotId,
  ...BotSettings.fields,
  /** Why it could not be reached last; null while it can. */
  problem: Schema.NullOr(Schema.String),
  /** Until when it is left alone because of that, epoch milliseconds. */
  skippedUntil: Schema.NullOr(Schema.Int),
})
export type BotView = typeof BotView.Type

/** Shown once: what the bot checks webhooks by, and what it calls the API with. */
export const BotSecrets = Schema.Struct({ secret: Schema.String, apiKey: Schema.String })
export type BotSecrets = typeof BotSecrets.Type

/** How a test went: null where the bot took it, else why not. */
export const BotTest = Schema.Struct({ problem: Schema.NullOr(Schema.String), millis: Schema.Int })
export type BotTest = typeof BotTest.Type

const error = Schema.Union([Refusal, Unavailable])

/** Bots of the workspace are for admins; starting and ending one in a conversation is for whoever may answer there. */
export class BotRpcs extends RpcGroup.make(
  Rpc.make("Bot.list", { success: Schema.Array(BotView), error }),
  Rpc.make("Bot.add", {
    payload: { settings: BotSettings },
    success: Schema.Struct({ id: BotId, ...BotSecrets.fields }),
    error,
  }),
  /** `seen`: what it was when it was changed; should it be something else by now, nothing is saved. */
  Rpc.make("Bot.change", { payload: { id: BotId, seen: BotSettings, next: BotSettings }, error }),
  /** New secret and key; the old ones are of no use from then on. */
  Rpc.make("Bot.renew", { payload: { id: BotId }, success: BotSecrets, error }),
  Rpc.make("Bot.remove", { payload: { id: BotId }, error }),
  Rpc.make("Bot.test", { payload: { id: BotId }, success: BotTest, error }),
  /** The bot of the conversation's Sender ID answers there (BOT-1). */
  Rpc.make("Bot.start", { payload: { id: ConversationId }, success: InboxRow, error }),
  /** People take over. */
  Rpc.make("Bot.end", { payload: { id: ConversationId }, success: InboxRow, error }),
).middleware(Authentication) {}
