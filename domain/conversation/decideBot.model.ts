import type { Facts } from "./Decision.ts"
import {
  activeBot,
  all,
  type Answer,
  type Command,
  countItems,
  done,
  type History,
  hours24,
  lastActivity,
  optedOutSince,
  sees,
  sendsFrom,
  type Step,
  upTo,
  waitingSince,
} from "./decide.history.ts"
import { cancelAll, deliveryOf, mayBeSent, waitFor } from "./decideDelivery.history.ts"

/** What a bot said for later, which nobody handed over yet: people answer now. */
export const withoutBots = (history: History): ReadonlyArray<Step> =>
  cancelAll(
    history,
    (id) => all(history, "bot").some((step) => step.id === id) && deliveryOf(history, id)?.wait !== null,
  )

export const endOfBot = (history: History): ReadonlyArray<Step> =>
  activeBot(history) ? [{ is: "botEnded" }] : []
const lastBot = (history: History) => all(history, "botStarted").at(-1)?.bot

export const botAnswer = (history: History, command: Command<"BotAnswer">, world: Facts): Answer => {
  const refuse = (refused: string): Answer => ({ history, refused })
  if (lastBot(history) !== command.bot.id) return refuse("not_found")
  if (deliveryOf(history, command.messageId)) return done(history)
  if (!activeBot(history)) return refuse("bot_not_active")
  const scheduledAt = command.at ?? null
  if ((scheduledAt ?? 0) > world.now + 366 * hours24) return refuse("schedule_too_far")
  const verdict = mayBeSent(history, world)
  if (verdict !== "go") return refuse(verdict)
  const at = Math.max(world.now, lastActivity(history))
  return done(history, {
    is: "bot",
    id: command.messageId,
    at,
    scheduledAt,
    wait: waitFor(world, scheduledAt),
  })
}

export const switchBot = (
  history: History,
  command: Command<"StartBot" | "EndBot">,
  world: Facts,
): Answer => {
  if (!sees(history, command.by)) return { history, refused: "not_found" }
  if (!sendsFrom(history, command.by.id, world)) return { history, refused: "sender_not_yours" }
  if (command._tag === "EndBot") return done(history, ...endOfBot(history), ...withoutBots(history))
  return activeBot(history)?.bot === command.bot.id ? done(history) : done(history, {
    is: "botStarted",
    bot: command.bot.id,
    at: Math.max(world.now, lastActivity(history)),
  })
}

export const handOver = (
  history: History,
  { bot, turn, why }: Command<"HandOver">,
  world: Facts,
): Answer => {
  const active = activeBot(history)
  if (lastBot(history) !== bot) return { history, refused: "not_found" }
  const place = active === null ? null : countItems(upTo(history, active.place + 1))
  if (active === null || (turn !== null && turn !== place)) return { history, refused: "bot_not_active" }
  // Nobody has to hear of a bot that is gone while no customer waits for it.
  if (why === "down" && waitingSince(history) === null) {
    return done(history, { is: "botEnded" }, ...withoutBots(history))
  }
  const over = { is: "handedOver", at: Math.max(world.now, lastActivity(history)), world } as const
  return done(history, over, ...(why === "down" ? withoutBots(history) : []))
}

export const needsNoAnswer = (history: History, { bot, seq }: Command<"NeedsNoAnswer">): Answer => {
  if (lastBot(history) !== bot) return { history, refused: "not_found" }
  if (activeBot(history)?.bot !== bot) return { history, refused: "bot_not_active" }
  const newest = history.steps.findLastIndex((step) => step.is === "in")
  const isNewest = seq >= countItems(upTo(history, newest + 1))
  return isNewest && waitingSince(history) !== null ? done(history, { is: "settled" }) : done(history)
}

export const endBotSilence = (history: History, world: Facts): Answer => {
  const active = activeBot(history)
  const waits = waitingSince(history)
  if (active === null || waits === null || optedOutSince(history) !== null) return done(history)
  return world.now < Math.max(waits, active.at) + 3 * 60_000 ? done(history) : done(
    history,
    { is: "handedOver", at: Math.max(world.now, lastActivity(history)), world },
    ...withoutBots(history),
  )
}

/** An answer of the bot that is active was not sent: people have it now. */
export const unsentAnswer = (before: History, said: Answer, world: Facts): Answer => {
  const active = activeBot(before)
  if (active === null) return said
  const answers = before.steps.slice(active.place).flatMap((step) => step.is === "bot" ? [step.id] : [])
  const unsent = said.history.steps.slice(before.steps.length).some((step) =>
    step.is === "reached" && step.stage === "failed" && answers.includes(step.id)
  )
  return unsent
    ? done(said.history, { is: "handedOver", at: Math.max(world.now, lastActivity(said.history)), world })
    : said
}
