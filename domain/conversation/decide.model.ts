import type { ConversationCommand } from "./ConversationCommand.ts"
import type { Facts } from "./Decision.ts"
import {
  activeBot,
  all,
  type Answer,
  asideOf,
  begun,
  cancelAll,
  cancelled,
  cancelWaiting,
  closedByProvider,
  confirmations,
  countIncoming,
  countItems,
  deliveries,
  type Delivery,
  deliveryOf,
  differ,
  done,
  type History,
  hours24,
  lastActivity,
  mayBeSent,
  optedOutSince,
  ownerOf,
  plus,
  sees,
  sendsFrom,
  type Stage,
  started,
  type Step,
  stopped,
  tookPart,
  upTo,
  waitFor,
  waitingSince,
} from "./decide.history.ts"

/* What the rules say to each command, for decide.test.ts to compare decide and evolve with. */

const pauses = [1, 4, 16, 60, 300, 900].map((seconds) => seconds * 1000)

type Command<Tag extends ConversationCommand["_tag"]> = Extract<ConversationCommand, { readonly _tag: Tag }>

/** BOT-1: the bot that answers first takes what is new or has rested, unless it asks for something of the desk's own. */
const receive = (history: History, command: Command<"Receive">, world: Facts): Answer => {
  const answered = take(history, command, world)
  const known = answered.history.steps.length === history.steps.length
  const word = command.content.text.trim().toUpperCase()
  if (known || command.optOut || ["STOP", "START", "YES", "HELP"].includes(word)) return answered
  if (world.answersFirst === null || activeBot(history) || optedOutSince(history) !== null) return answered
  const rested = waitingSince(history) === null &&
    Math.max(world.now, lastActivity(history)) >= lastActivity(history) + 3_600_000
  return begun(history) && !rested
    ? answered
    : done(answered.history, { is: "botStarted", bot: world.answersFirst.bot.id })
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

const echo = (history: History, { messageId: id }: Command<"Echo">, { now }: Facts): Answer =>
  all(history, "echo").some((step) => step.id === id)
    ? done(history)
    : done(history, ...endOfBot(history), { is: "echo", id, at: Math.max(now, lastActivity(history)) })

const endOfBot = (history: History): ReadonlyArray<Step> => activeBot(history) ? [{ is: "botEnded" }] : []

const write = (history: History, command: Command<"Write">, world: Facts): Answer => {
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
  return done(history, ...endOfBot(history), ...(moves ? [{ is: "takenOver" } as const] : []), out)
}

const sendCampaign = (history: History, command: Command<"SendCampaign">, world: Facts): Answer => {
  const { messageId: id, startedBy: by } = command
  if (deliveryOf(history, id)) return done(history)
  const verdict = mayBeSent(history, world)
  if (verdict !== "go") return { history, refused: verdict }
  const at = Math.max(world.now, lastActivity(history))
  return done(history, { is: "campaign", id, at, by, wait: waitFor(world, null) })
}

const lastBot = (history: History) => all(history, "botStarted").at(-1)?.bot

const botAnswer = (history: History, command: Command<"BotAnswer">, world: Facts): Answer => {
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

const switchBot = (
  history: History,
  command: Command<"StartBot" | "EndBot">,
  world: Facts,
): Answer => {
  if (!sees(history, command.by)) return { history, refused: "not_found" }
  if (!sendsFrom(history, command.by.id, world)) return { history, refused: "sender_not_yours" }
  if (command._tag === "EndBot") return done(history, ...endOfBot(history))
  return activeBot(history)?.bot === command.bot.id
    ? done(history)
    : done(history, { is: "botStarted", bot: command.bot.id })
}

const handOver = (history: History, { bot, turn }: Command<"HandOver">, world: Facts): Answer => {
  const active = activeBot(history)
  if (lastBot(history) !== bot) return { history, refused: "not_found" }
  const place = active === null ? null : countItems(upTo(history, active.place + 1))
  if (active === null || (turn !== null && turn !== place)) return { history, refused: "bot_not_active" }
  return done(history, { is: "handedOver", at: Math.max(world.now, lastActivity(history)), world })
}

const takeBack = (history: History, { messageId: id }: Command<"TakeBack">): Answer => {
  const ofCampaign = all(history, "campaign").some((step) => step.id === id)
  return ofCampaign && deliveryOf(history, id)?.status === "queued"
    ? done(history, cancelled(id))
    : done(history)
}

const sendAgain = (history: History, command: Command<"SendAgain">, world: Facts): Answer => {
  const { by, messageId, of } = command
  const before = deliveryOf(history, of)
  if (!sees(history, by) || !before) return { history, refused: "not_found" }
  if (deliveryOf(history, messageId)) return done(history)
  if (!sendsFrom(history, by.id, world)) return { history, refused: "sender_not_yours" }
  const gone = erasedSince(history, (step) => isOurs(step) && step.id === of)
  if (gone || !(before.unconfirmed || before.status === "failed")) return { history, refused: "not_failed" }
  return writeDown(history, messageId, by.id, null, world)
}

const confirmSent = (history: History, command: Command<"ConfirmSent">, world: Facts): Answer => {
  const delivery = deliveryOf(history, command.messageId)
  if (!sees(history, command.by) || !delivery) return { history, refused: "not_found" }
  if (!sendsFrom(history, command.by.id, world)) return { history, refused: "sender_not_yours" }
  return delivery.unconfirmed
    ? done(history, { is: "reached", id: delivery.id, stage: "sent", providerId: null })
    : done(history)
}

const cancel = (history: History, command: Command<"Cancel">, world: Facts): Answer => {
  const delivery = deliveryOf(history, command.messageId)
  if (!delivery || !sees(history, command.by)) return { history, refused: "not_found" }
  if (!sendsFrom(history, command.by.id, world)) return { history, refused: "sender_not_yours" }
  if (delivery.status === "cancelled") return done(history)
  if (delivery.status !== "queued") return { history, refused: "not_queued" }
  return done(history, { is: "reached", id: delivery.id, stage: "cancelled", providerId: null })
}

const assign = (history: History, command: Command<"Assign">, world: Facts): Answer => {
  if (countItems(history) === 0 || !sees(history, command.by)) return { history, refused: "not_found" }
  if (command.by.role !== "admin") return { history, refused: "not_allowed" }
  if (!world.licensed.has(command.to)) return { history, refused: "not_licensed" }
  const holds = ownerOf(history) === command.to && all(history, "assigned").at(-1)?.to === command.to
  if (holds) return done(history)
  return command.seen !== null && command.seen.owner !== ownerOf(history)
    ? { history, refused: "assigned_meanwhile" }
    : done(history, { is: "assigned", to: command.to })
}

const note = (history: History, command: Command<"Note">): Answer => {
  if (countItems(history) === 0 || !sees(history, command.by)) return { history, refused: "not_found" }
  if (all(history, "note").some((step) => step.id === command.noteId)) return done(history)
  return command.mentions.some((one) => !sees(history, one))
    ? { history, refused: "not_allowed" }
    : done(history, { is: "note", id: command.noteId })
}

const noteContactSaved = (history: History, command: Command<"NoteContactSaved">): Answer =>
  countItems(history) === 0 || !sees(history, command.by)
    ? { history, refused: "not_found" }
    : done(history, { is: "contactSaved" })

const noteExported = (history: History, command: Command<"NoteExported">): Answer => {
  if (countItems(history) === 0 || !sees(history, command.by)) return { history, refused: "not_found" }
  return command.by.role === "admin" || ownerOf(history) === command.by.id
    ? done(history, { is: "exported" })
    : { history, refused: "not_allowed" }
}

const isOurs = (step: Step): step is Extract<Step, { readonly is: "out" | "auto" | "campaign" | "bot" }> =>
  step.is === "out" || step.is === "auto" || step.is === "campaign" || step.is === "bot"

const erasedSince = (history: History, is: (step: Step) => boolean): boolean =>
  history.steps.findLastIndex((step) => step.is === "erased") > history.steps.findLastIndex(is)

const erase = (history: History, command: Command<"Erase">): Answer => {
  const hidden = !begun(history) && command.by.role === "admin" && command.by.licensed
  if (countItems(history) === 0 || !(hidden || sees(history, command.by))) {
    return { history, refused: "not_found" }
  }
  if (command.by.role !== "admin") return { history, refused: "not_allowed" }
  return erasedSince(history, (step) => ["in", "out", "campaign", "bot", "echo", "note"].includes(step.is))
    ? done(history)
    : done(history, { is: "erased" }, ...cancelAll(history))
}

const mark = (history: History, command: Command<"MarkRead" | "MarkUnread">): Answer => {
  const { by, user } = command
  if (countItems(history) === 0 || !sees(history, by)) return { history, refused: "not_found" }
  if (by.id !== user && !(by.role === "admin" && ownerOf(history) === user)) {
    return { history, refused: "not_allowed" }
  }
  const everHad = history.steps.some((_, index) => ownerOf(upTo(history, index + 1)) === user)
  if (!everHad && !tookPart(history, user)) return done(history)
  return command._tag === "MarkUnread"
    ? done(history, { is: "flagged", user })
    : done(history, { is: "seen", user, count: Math.min(command.inboundRead, countIncoming(history)) })
}

const claim = (history: History, command: Command<"Claim">, world: Facts): Answer => {
  const open = deliveries(history).filter((one) =>
    (one.status === "queued" || one.status === "dispatching") && !one.unconfirmed
  )
  if (open.some((one) => one.status === "dispatching")) return done(history)
  const notRefused = { ...world, permission: { ...world.permission, optedOutAt: null } }
  let next = history
  let closed = false
  for (const one of open.filter(({ scheduledAt }) => (scheduledAt ?? 0) <= world.now)) {
    const { id } = one
    const automatic = all(history, "auto").some((step) => step.id === id)
    const verdict = mayBeSent(history, confirmations(history).includes(id) ? notRefused : world)
    const wait = automatic ? null : waitFor(world, one.scheduledAt)
    if (verdict === "opted_out") next = plus(next, cancelled(id))
    else if (wait) {
      return done(next, ...(differ(wait, one.wait) ? [{ is: "postponed", id, wait } as const] : []))
    } else if (verdict !== "go") {
      next = plus(next, { is: "reached", id, stage: "failed", providerId: null })
      closed ||= verdict === "window_closed"
    } else if (command.despitePause !== true && (one.retryAt ?? 0) > world.now) break
    else {
      next = plus(next, { is: "handed", id, node: command.node })
      break
    }
  }
  const at = Math.max(world.now, lastActivity(history))
  return closed ? done(next, { is: "closed", at, source: "time" }) : done(next)
}

const reschedule = (history: History, world: Facts): Answer =>
  done(
    history,
    ...deliveries(history).filter((one) => one.status === "queued").flatMap(
      ({ id, scheduledAt, wait }): ReadonlyArray<Step> => {
        const exempt = world.permission.optedOutAt !== null ||
          all(history, "auto").some((step) => step.id === id)
        const next = exempt ? null : waitFor(world, scheduledAt)
        return differ(next, wait) ? [{ is: "postponed", id, wait: next }] : []
      },
    ),
  )

/** What a failure says beyond its message. */
const learnt = (history: History, id: string, kind: string | undefined, world: Facts): History => {
  const at = Math.max(world.now, lastActivity(history))
  if (kind === "opted_out") return stopped(history, at, world)
  const written = history.steps.findIndex((step) => isOurs(step) && step.id === id)
  const answered = history.steps.slice(written).some((step) => step.is === "in")
  const closes = kind === "window_closed" && history.channel === "whatsapp" && !answered &&
    closedByProvider(history) === null
  return closes ? plus(history, { is: "closed", at, source: "provider" }) : history
}

const reportDispatch = (history: History, command: Command<"ReportDispatch">, world: Facts): Answer => {
  const { messageId: id, outcome } = command
  const delivery = deliveryOf(history, id)
  if (!delivery || delivery.attempt === 0) return done(history)
  if (outcome._tag === "Accepted") {
    const { providerId } = outcome
    const stage = delivery.status
    if (stage === "cancelled") return done(history)
    const early = stage === "queued" || stage === "dispatching"
    return done(history, { is: "reached", id, stage: early ? "sent" : stage, providerId })
  }
  if (delivery.status !== "dispatching" || delivery.attempt !== command.attempt) return done(history)
  const failed: Step = { is: "reached", id, stage: "failed", providerId: null }
  if (outcome._tag === "Unknown") return done(history, { is: "doubted", id })
  if (outcome._tag === "Rejected") {
    return done(learnt(plus(history, failed), id, outcome.error.class, world))
  }
  const order = deliveries(history)
  const later = order.slice(order.findIndex((one) => one.id === id) + 1)
  const usual = pauses[delivery.attempt - 1]
  const pause = outcome.tooFast === "recipient" ? Math.max(usual ?? 0, 4 ** delivery.attempt * 1000) : usual
  const mayBePassed = delivery.scheduledAt !== null && !delivery.unconfirmed
  const passed = !mayBePassed && later.some((one) => one.attempt > 0)
  if (usual === undefined || pause === undefined || passed) return done(history, failed)
  const next = plus(history, {
    is: "putBack",
    id,
    until: world.now + Math.max(pause, outcome.afterMillis ?? 0),
  })
  if (erasedSince(history, (step) => isOurs(step) && step.id === id)) {
    return done(next, cancelled(id))
  }
  const goes = world.permission.optedOutAt === null || confirmations(history).includes(id)
  return goes ? done(next) : done(next, cancelled(id))
}

const reportStatus = (history: History, command: Command<"ReportStatus">, world: Facts): Answer => {
  const { messageId: id, providerId, status: stage } = command
  const delivery = deliveryOf(history, id)
  if (!delivery || delivery.attempt === 0) return done(history)
  const onward: Readonly<Record<Delivery["status"], ReadonlyArray<Stage>>> = {
    queued: ["sent", "delivered", "read", "failed"],
    dispatching: ["sent", "delivered", "read", "failed"],
    sent: ["delivered", "read", "failed"],
    delivered: ["read"],
    read: [],
    failed: [],
    cancelled: [],
  }
  if (!onward[delivery.status].includes(stage)) return done(history)
  const next = plus(history, { is: "reached", id, stage, providerId })
  return done(stage === "failed" ? learnt(next, id, command.error?.class, world) : next)
}

const reportOptOut = (history: History, command: Command<"ReportOptOut">, world: Facts): Answer => {
  if (countItems(history) === 0) return done(history)
  if (command.optedOut) return done(stopped(history, Math.max(world.now, lastActivity(history)), world))
  return world.permission.optedOutAt === null ? done(history) : done(started(history))
}

const notePermission = (history: History, { now, permission }: Facts): Answer => {
  const said = optedOutSince(history) !== null
  if (countItems(history) === 0) return done(history)
  if (permission.optedOutAt === null) return said ? done(started(history)) : done(history)
  const item: ReadonlyArray<Step> = said ? [] : [{ is: "stop", at: Math.max(now, lastActivity(history)) }]
  return done(history, ...item, ...cancelWaiting(history))
}

const recover = (history: History, command: Command<"Recover">): Answer =>
  done(
    history,
    ...deliveries(history)
      .filter((one) => one.status === "dispatching" && !one.unconfirmed && one.node !== command.node)
      .map(({ id }): Step => ({ is: "doubted", id })),
  )

const putAside = (history: History, { aside, by }: Command<"PutAside">, { now }: Facts): Answer => {
  if (!sees(history, by)) return { history, refused: "not_found" }
  const owner = ownerOf(history)
  if (by.role !== "admin" && owner !== by.id) return { history, refused: "not_allowed" }
  const until = aside.how === "snoozed" ? aside.until : null
  const before = asideOf(history)
  if (before?.how === aside.how && before.until === until) return done(history)
  if (until !== null && until <= now) return { history, refused: "not_possible" }
  if (until !== null && until > now + 366 * hours24) return { history, refused: "schedule_too_far" }
  const seen: ReadonlyArray<Step> = owner === null
    ? []
    : [{ is: "seen", user: owner, count: countIncoming(history) }]
  return done(history, ...seen, { is: "putAside", how: aside.how, until })
}

const bringBack = (history: History, { by }: Command<"BringBack">): Answer => {
  if (!sees(history, by)) return { history, refused: "not_found" }
  if (by.role !== "admin" && ownerOf(history) !== by.id) return { history, refused: "not_allowed" }
  return asideOf(history) ? done(history, { is: "back", due: null }) : done(history)
}

const pin = (history: History, { by, pinned }: Command<"Pin">): Answer => {
  if (!sees(history, by)) return { history, refused: "not_found" }
  if (ownerOf(history) !== by.id || countIncoming(history) === 0) return { history, refused: "not_allowed" }
  return done(history, { is: "pin", user: by.id, pinned })
}

const endSnooze = (history: History, { now }: Facts): Answer => {
  const until = asideOf(history)?.until ?? null
  return until !== null && until <= now
    ? done(history, { is: "back", due: Math.max(now, lastActivity(history)) })
    : done(history)
}

/** What the rules say to a command. What is put aside comes back with what calls for somebody, and the timeline says so. */
export const answer = (history: History, command: ConversationCommand, world: Facts): Answer => {
  const said = answerAlone(history, command, world)
  const returns = asideOf(history) !== null && asideOf(said.history) === null
  return returns && said.history.steps.at(-1)?.is !== "back"
    ? done(said.history, { is: "back", due: null })
    : said
}

const answerAlone = (history: History, command: ConversationCommand, world: Facts): Answer => {
  switch (command._tag) {
    case "Receive":
      return receive(history, command, world)
    case "Echo":
      return echo(history, command, world)
    case "Write":
      return write(history, command, world)
    case "SendCampaign":
      return sendCampaign(history, command, world)
    case "BotAnswer":
      return botAnswer(history, command, world)
    case "StartBot":
    case "EndBot":
      return switchBot(history, command, world)
    case "HandOver":
      return handOver(history, command, world)
    case "TakeBack":
      return takeBack(history, command)
    case "SendAgain":
      return sendAgain(history, command, world)
    case "ConfirmSent":
      return confirmSent(history, command, world)
    case "Reschedule":
      return reschedule(history, world)
    case "Cancel":
      return cancel(history, command, world)
    case "Assign":
      return assign(history, command, world)
    case "Note":
      return note(history, command)
    case "NoteContactSaved":
      return noteContactSaved(history, command)
    case "NoteExported":
      return noteExported(history, command)
    case "Erase":
      return erase(history, command)
    case "MarkRead":
    case "MarkUnread":
      return mark(history, command)
    case "PutAside":
      return putAside(history, command, world)
    case "BringBack":
      return bringBack(history, command)
    case "Pin":
      return pin(history, command)
    case "EndSnooze":
      return endSnooze(history, world)
    case "Claim":
      return claim(history, command, world)
    case "ReportDispatch":
      return reportDispatch(history, command, world)
    case "ReportStatus":
      return reportStatus(history, command, world)
    case "ReportOptOut":
      return reportOptOut(history, command, world)
    case "NotePermission":
      return notePermission(history, world)
    case "Recover":
      return recover(history, command)
  }
}
