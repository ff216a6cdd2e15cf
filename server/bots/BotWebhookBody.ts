import { Effect, Schema } from "effect"
import { BotMark } from "../../domain/bot/BotMark.ts"
import { Channel } from "../../domain/sender/Sender.ts"
import { ApiItem } from "../api/ApiItem.ts"
import { Timestamp } from "../api/Timestamp.ts"

/** What the desk posts to a bot (docs/bots.md). `bot.test` has no message: any 2xx is the right answer. */
export const BotWebhookBody = Schema.Union([
  Schema.Struct({
    type: Schema.Literal("message.received"),
    timestamp: Timestamp,
    data: Schema.Struct({
      bot: BotMark,
      conversation: Schema.Struct({
        id: Schema.String,
        senderId: Schema.String,
        channel: Channel,
        address: Schema.String.annotate({ description: "the customer's address" }),
        name: Schema.NullOr(Schema.String).annotate({ description: "the contact's name, where it is saved" }),
      }),
      message: ApiItem,
    }),
  }),
  Schema.Struct({
    type: Schema.Literal("bot.test"),
    timestamp: Timestamp,
    data: Schema.Struct({ bot: BotMark }),
  }),
]).annotate({ identifier: "BotWebhook" })
export type BotWebhookBody = typeof BotWebhookBody.Type

const encode = Schema.encodeEffect(Schema.fromJsonString(BotWebhookBody))

/** The body of a webhook, by the schema that the API's description shows. */
export const encodeBotWebhook = (body: BotWebhookBody): Effect.Effect<string> => Effect.orDie(encode(body))
