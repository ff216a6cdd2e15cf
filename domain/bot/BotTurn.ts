import { Schema } from "effect"
import { BotMark } from "./BotMark.ts"

/** Which bot answers in a conversation, and since when. */
export const BotTurn = Schema.Struct({
  ...BotMark.fields,
  /** The timeline item with which it began: no two turns of a conversation have the same. */
  seq: Schema.Int,
  /** Epoch milliseconds. */
  since: Schema.Int,
})
export type BotTurn = typeof BotTurn.Type

/** How a bot's turn ended: an agent answered or took over, the bot asked for people, or it could not be reached. */
export const BotEnd = Schema.Literals(["taken_over", "handed_over", "down"])
export type BotEnd = typeof BotEnd.Type

/** What a bot may say of why it hands over. */
export const HandOverReason = Schema.String.check(Schema.isMaxLength(300))
