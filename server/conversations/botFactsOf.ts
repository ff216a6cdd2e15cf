import type { AnswersFirst } from "../../domain/conversation/Decision.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type { DirectorySnapshot } from "../directory/Directory.ts"

/** The bot that answers first on a Sender ID; null where there is none, or it is left alone for now. */
export const botFactsOf = (
  { bots, senders }: DirectorySnapshot,
  senderId: SenderId,
  now: number,
): AnswersFirst | null => {
  const mark = senders.get(senderId)?.bot
  const bot = mark ? bots.get(mark.id) : undefined
  if (!mark || !bot || (bot.skippedUntil !== null && bot.skippedUntil > now)) return null
  return { bot: mark, quietMillis: bot.quietHours * 3_600_000 }
}
