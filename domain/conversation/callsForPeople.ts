import type { BotEnd } from "../bot/BotTurn.ts"
import type { Conversation } from "./Conversation.ts"

/** Whether the end of a bot's turn makes work for people: it asked for them, or a customer waits for an answer (BOT-1). */
export const callsForPeople = ({ waitingSince }: Pick<Conversation, "waitingSince">, how: BotEnd): boolean =>
  how === "handed_over" || (how === "down" && waitingSince !== null)
