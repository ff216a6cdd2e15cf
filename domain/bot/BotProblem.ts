import { Schema } from "effect"
import { SenderId } from "../sender/Sender.ts"
import { BotMark } from "./BotMark.ts"

/** A bot that could not be reached when it was told of a message last; for admins (HOOK-6). */
export const BotProblem = Schema.Struct({
  bot: BotMark,
  /** Why, in words for the user. */
  detail: Schema.String,
  /** Epoch milliseconds. */
  since: Schema.Int,
  /** The Sender IDs on which it answers first. */
  senders: Schema.Array(SenderId),
})
export type BotProblem = typeof BotProblem.Type
