import type { Facts } from "./Decision.ts"
import {
  activeBot,
  all,
  type Answer,
  begun,
  type Command,
  done,
  erasedSince,
  type History,
  hours24,
  isOurs,
  lastActivity,
  optedOutSince,
  ownerOf,
  plus,
  sees,
  sendsFrom,
  type Step,
  waitingSince,
} from "./decide.history.ts"
import { cancelled, deliveryOf, mayBeSent, started, stopped, waitFor } from "./decideDelivery.history.ts"
import { endOfBot, withoutBots } from "./decideBot.model.ts"

/** BOT-1: the bot that answers first takes what is new or has rested, unless it asks for something of the desk's own. */
export const receive = (history: History, command: Command<"Receive">, world: Facts): Answer => {
  const answered = take(history, command, world)
  const known = answered.history.steps.length === history.steps.length
  const word = command.content.text.trim().toUpperCase()
  if (known || command.optOut || ["STOP", "START", "YES", "HELP"].includes(word)) return answered
  if (world.answersFirst === null || activeBot(history) || optedOutSince(history) !== null) return answered
  const rested = waitingSince(history) === null &&
    Math.max(world.now, lastActivity(history)) >= lastActivity(history) + 3_600_000
  return begun(history) && !rested ? answered : done(answered.history, {
    is: "botStarted",
    bot: world.answersFirst.bot.id,
    at: Math.max(world.now, lastActivity(history)),
  })
}

const take = (history: History, command: Command<"Receive">, world: Facts): Answer => {
  if (all(history, "in").some((step) => step.id === command.messageId)) return done(history)
  const at = Math.max(world.now, lastActivity(history))
  const next = plus(history, {
    is: "in",
    id: command.messageId,
    at,
    sentAt: command.providerAt ?? at,
    world,
  })
  const text = command.content.text.trim().toUpperCase()
  const said = ["STOP", "START", "YES", "HELP"].find((word) => word === text)
  const wants = command.optOut ?? { STOP: "out", START: "in", YES: "in", HELP: "help" }[said ?? ""] ??
    "nothing"
  const theirs = command.optOut !== undefined || [...world.providerWords].includes(text)
  const reply = (to: string): ReadonlyArray<Step> =>
    theirs ? [] : [{ is: "auto", id: world.answerId, at, to }]
  const { optedOutAt, providerHolds } = world.permission
  if (wants === "out") {
    if (optedOutAt === null) return done(stopped(next, at, world), ...reply("stop"))
    return theirs && !providerHolds ? done(stopped(next, at, world)) : done(next)
  }
  if (wants === "in") return optedOutAt === null ? done(next) : done(started(next), ...reply("start"))
  const helped = all(history, "auto").some((step) => step.to === "help" && world.now < step.at + 3_600_000)
  return wants === "help" && optedOutAt === null && !helped ? done(next, ...reply("help")) : done(next)
}

export const echo = (history: History, { messageId: id }: Command<"Echo">, { now }: Facts): Answer =>
  all(history, "echo").some((step) => step.id === id) ? done(history) : done(
    history,
    ...endOfBot(history),
    { is: "echo", id, at: Math.max(now, lastActivity(history)) },
    ...withoutBots(history),
  )

export const write = (history: History, command: Command<"Write">, world: Facts): Answer => {
  const refuse = (refused: string): Answer => ({ history, refused })
  const { by } = command
  const known = all(history, "out").some((step) => step.id === command.messageId)
  if (!by.licensed) return refuse("not_licensed")
  if (!sees(history, by) && (known || !command.starting)) return refuse("not_found")
  if (known) return done(history)
  if ((command.at ?? 0) > world.now + 366 * hours24) return refuse("schedule_too_far")
  if (!sendsFrom(history, by.id, world)) return refuse("sender_not_yours")
  return writeDown(history, command.messageId, by.id, command.at ?? null, world)
}

const writeDown = (
  history: History,
  id: string,
  by: string,
  scheduledAt: number | null,
  world: Facts,
): Answer => {
  const verdict = mayBeSent(history, world)
  if (verdict !== "go") return { history, refused: verdict }
  const at = Math.max(world.now, lastActivity(history))
  const out: Step = { is: "out", id, at, by, world, scheduledAt, wait: waitFor(world, scheduledAt) }
  const moves = ![null, ownerOf(plus(history, out))].includes(ownerOf(history))
  return done(
    history,
    ...endOfBot(history),
    ...(moves ? [{ is: "takenOver" } as const] : []),
    out,
    ...withoutBots(history),
  )
}

export const sendCampaign = (history: History, command: Command<"SendCampaign">, world: Facts): Answer => {
  const { messageId: id, startedBy: by } = command
  if (deliveryOf(history, id)) return done(history)
  const verdict = mayBeSent(history, world)
  if (verdict !== "go") return { history, refused: verdict }
  const at = Math.max(world.now, lastActivity(history))
  return done(history, { is: "campaign", id, at, by, wait: waitFor(world, null) })
}

export const takeBack = (history: History, { messageId: id }: Command<"TakeBack">): Answer => {
  const ofCampaign = all(history, "campaign").some((step) => step.id === id)
  return ofCampaign && deliveryOf(history, id)?.status === "queued"
    ? done(history, cancelled(id))
    : done(history)
}

export const sendAgain = (history: History, command: Command<"SendAgain">, world: Facts): Answer => {
  const { by, messageId, of } = command
  const before = deliveryOf(history, of)
  if (!sees(history, by) || !before) return { history, refused: "not_found" }
  if (deliveryOf(history, messageId)) return done(history)
  if (!sendsFrom(history, by.id, world)) return { history, refused: "sender_not_yours" }
  const gone = erasedSince(history, (step) => isOurs(step) && step.id === of)
  if (gone || !(before.unconfirmed || before.status === "failed")) return { history, refused: "not_failed" }
  return writeDown(history, messageId, by.id, null, world)
}

export const confirmSent = (history: History, command: Command<"ConfirmSent">, world: Facts): Answer => {
  const delivery = deliveryOf(history, command.messageId)
  if (!sees(history, command.by) || !delivery) return { history, refused: "not_found" }
  if (!sendsFrom(history, command.by.id, world)) return { history, refused: "sender_not_yours" }
  return delivery.unconfirmed
    ? done(history, { is: "reached", id: delivery.id, stage: "sent", providerId: null })
    : done(history)
}

export const cancel = (history: History, command: Command<"Cancel">, world: Facts): Answer => {
  const delivery = deliveryOf(history, command.messageId)
  if (!delivery || !sees(history, command.by)) return { history, refused: "not_found" }
  if (!sendsFrom(history, command.by.id, world)) return { history, refused: "sender_not_yours" }
  if (delivery.status === "cancelled") return done(history)
  if (delivery.status !== "queued") return { history, refused: "not_queued" }
  return done(history, { is: "reached", id: delivery.id, stage: "cancelled", providerId: null })
}
