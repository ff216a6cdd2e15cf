import type { ConversationCommand } from "./ConversationCommand.ts"
import type { Facts } from "./decide.ts"
import type { Channel } from "../sender/Sender.ts"

/*
 * What the rules say, written as differently from decide and evolve as can be, for decide.test.ts to compare with: nothing
 * is kept but a list of what happened, and every question is answered by going through all of it again.
 */

type Step =
  | {
    readonly is: "in"
    readonly id: string
    readonly at: number
    readonly sentAt: number
    readonly world: Facts
  }
  | {
    readonly is: "out"
    readonly id: string
    readonly at: number
    readonly by: string
    readonly world: Facts
  }
  /** What the desk answers to a keyword by itself. */
  | { readonly is: "auto"; readonly id: string; readonly at: number; readonly to: string }
  | { readonly is: "takenOver" }
  | { readonly is: "assigned"; readonly to: string }
  | { readonly is: "note"; readonly id: string }
  | { readonly is: "contactSaved" }
  | { readonly is: "erased" }
  | { readonly is: "stop"; readonly at: number }
  | { readonly is: "start" }
  | { readonly is: "seen"; readonly user: string; readonly count: number }
  | { readonly is: "flagged"; readonly user: string }
  | { readonly is: "handed"; readonly id: string; readonly node: string }
  | { readonly is: "putBack"; readonly id: string; readonly until: number }
  | { readonly is: "doubted"; readonly id: string }
  | { readonly is: "reached"; readonly id: string; readonly stage: Stage; readonly providerId: string | null }

type Stage = "sent" | "delivered" | "read" | "failed" | "cancelled"
type Of<Is extends Step["is"]> = Extract<Step, { readonly is: Is }>

export interface History {
  readonly channel: Channel
  readonly steps: ReadonlyArray<Step>
}

export interface Answer {
  readonly history: History
  /** The code of the refusal; null when it was done, or there was nothing to do. */
  readonly refused: string | null
}

const hours24 = 86_400_000
const pauses = [1, 4, 16, 60, 300, 900].map((seconds) => seconds * 1000)
const numbered = new Set([
  "in",
  "out",
  "auto",
  "takenOver",
  "assigned",
  "note",
  "contactSaved",
  "erased",
  "stop",
  "start",
])

const all = <Is extends Step["is"]>(history: History, is: Is): ReadonlyArray<Of<Is>> =>
  history.steps.filter((step): step is Of<Is> => step.is === is)

const upTo = (history: History, length: number): History => ({
  ...history,
  steps: history.steps.slice(0, length),
})

export const countItems = (history: History): number =>
  history.steps.filter((step) => numbered.has(step.is)).length

export const countIncoming = (history: History): number => all(history, "in").length

const ours = (history: History): ReadonlyArray<Of<"out" | "auto">> =>
  history.steps.filter((step) => step.is === "out" || step.is === "auto")

export const lastActivity = (history: History): number =>
  Math.max(0, ...all(history, "in").map((step) => step.at), ...ours(history).map((step) => step.at))

/** LIFE-2: the first of the customer's messages after our last. */
export const waitingSince = (history: History): number | null => {
  const answered = history.steps.findLastIndex((step) => step.is === "out" || step.is === "auto")
  const waits = history.steps.slice(answered + 1).find((step): step is Of<"in"> => step.is === "in")
  return waits?.at ?? null
}

/** What the timeline says. What counts is the number's permission, which other conversations change too. */
export const optedOutSince = (history: History): number | null => {
  const last = history.steps.findLast((step): step is Of<"stop" | "start"> =>
    step.is === "stop" || step.is === "start"
  )
  return last?.is === "stop" ? last.at : null
}

const mayBeSent = (
  history: History,
  { now, permission }: Facts,
): "go" | "opted_out" | "no_consent" | "window_closed" => {
  if (permission.optedOutAt !== null) return "opted_out"
  if (history.channel === "sms") return "go"
  if (countIncoming(history) === 0 && permission.consentAt === null) return "no_consent"
  return all(history, "in").some((step) => now - step.sentAt < hours24) ? "go" : "window_closed"
}

/** INBOX-2, 3, 4: the owner follows from the last message or assignment, and the world as it was then. */
export const ownerOf = (history: History): string | null => {
  const index = history.steps.findLastIndex((step) => ["in", "out", "assigned"].includes(step.is))
  const last = history.steps[index]
  if (last?.is === "assigned") return last.to
  const before = upTo(history, Math.max(0, index))
  if (last?.is === "out") {
    if (last.world.soleOwner === null) return last.by
    const stays: ReadonlyArray<string | null> = [ownerOf(before), last.world.soleOwner]
    return stays.find((user) => [...last.world.licensed].some((licensed) => licensed === user)) ?? last.by
  }
  return last?.is === "in" ? ownerByTable(before, last.world) : null
}

const ownerByTable = (before: History, world: Facts): string | null => {
  const licensed = [...world.licensed].map(String)
  const eligible = [...world.eligible].map(String)
  const candidates: Array<{ readonly user: string; readonly place: number }> = []
  const assigned = all(before, "assigned").at(-1)
  const sender = all(before, "out").at(-1)
  if (assigned && licensed.includes(assigned.to)) {
    candidates.push({ user: assigned.to, place: before.steps.indexOf(assigned) })
  }
  if (world.soleOwner !== null) {
    if (licensed.includes(world.soleOwner)) candidates.push({ user: world.soleOwner, place: -1 })
  } else if (sender && eligible.includes(sender.by)) {
    candidates.push({ user: sender.by, place: before.steps.indexOf(sender) })
  }
  if (world.defaultAdmin !== null && licensed.includes(world.defaultAdmin)) {
    candidates.push({ user: world.defaultAdmin, place: -2 })
  }
  return candidates.sort((a, b) => b.place - a.place)[0]?.user ?? null
}

export const tookPart = (history: History, user: string): boolean =>
  all(history, "out").some((step) => step.by === user)

/** INBOX-10: a recount. What came in before a user first had the conversation is not theirs to read. */
export const unreadBy = (history: History, user: string): number => {
  const first = history.steps.findIndex((step, index) =>
    (step.is === "out" && step.by === user) || ownerOf(upTo(history, index + 1)) === user
  )
  if (first < 0) return 0
  const unread = history.steps.filter((step, index) => {
    if (step.is !== "in" || index < first) return false
    const place = countIncoming(upTo(history, index + 1))
    return !history.steps.some((later, laterIndex) =>
      (later.is === "out" && later.by === user && laterIndex > index) ||
      (later.is === "seen" && later.user === user && later.count >= place)
    )
  }).length
  const mark = history.steps.findLast((step) =>
    (step.is === "out" && step.by === user) || (step.is === "assigned" && step.to === user) ||
    ((step.is === "seen" || step.is === "flagged") && step.user === user)
  )
  return mark?.is === "assigned" || mark?.is === "flagged" ? Math.max(1, unread) : unread
}

export interface Delivery {
  readonly id: string
  readonly status: "queued" | "dispatching" | Stage
  readonly attempt: number
  readonly node: string | null
  readonly retryAt: number | null
  readonly unconfirmed: boolean
  readonly providerId: string | null
}

export const deliveryOf = (history: History, id: string): Delivery | null => {
  if (!ours(history).some((step) => step.id === id)) return null
  const about = history.steps.filter((step): step is Of<"handed" | "putBack" | "doubted" | "reached"> =>
    "id" in step && step.id === id && ["handed", "putBack", "doubted", "reached"].includes(step.is)
  )
  const last = about.at(-1)
  const handed = about.filter((step) => step.is === "handed")
  const underWay = last?.is === "handed" || last?.is === "doubted"
  return {
    id,
    status: last?.is === "reached" ? last.stage : underWay ? "dispatching" : "queued",
    attempt: handed.length,
    node: underWay ? handed.at(-1)?.node ?? null : null,
    retryAt: last?.is === "putBack" ? last.until : null,
    unconfirmed: last?.is === "doubted",
    providerId:
      about.findLast((step): step is Of<"reached"> => step.is === "reached" && step.providerId !== null)
        ?.providerId ?? null,
  }
}

export const deliveries = (history: History): ReadonlyArray<Delivery> =>
  ours(history).flatMap((step) => deliveryOf(history, step.id) ?? [])

const sees = (
  history: History,
  by: { readonly id: string; readonly role: string; readonly licensed: boolean },
) => by.licensed && (by.role === "admin" || ownerOf(history) === by.id || tookPart(history, by.id))

const sendsFrom = (history: History, user: string, world: Facts) =>
  [...world.eligible].some((one) => one === user) ||
  ([...world.licensed].some((one) => one === user) && ownerOf(history) === user &&
    all(history, "assigned").at(-1)?.to === user)

const confirmations = (history: History): ReadonlyArray<string> =>
  all(history, "auto").filter((step) => step.to === "stop").map((step) => step.id)

const cancelled = (id: string): Step => ({ is: "reached", id, stage: "cancelled", providerId: null })

const cancelAll = (history: History, which: (id: string) => boolean = () => true): ReadonlyArray<Step> =>
  deliveries(history).filter((delivery) => delivery.status === "queued" && which(delivery.id))
    .map(({ id }) => cancelled(id))

/** All but the confirmation of an opt-out, which is what may still be sent. */
const cancelWaiting = (history: History): ReadonlyArray<Step> =>
  cancelAll(history, (id) => !confirmations(history).includes(id))

const started = (history: History): History =>
  plus(history, { is: "start" }, ...cancelAll(history, (id) => confirmations(history).includes(id)))

const plus = (history: History, ...steps: ReadonlyArray<Step>): History => ({
  ...history,
  steps: [...history.steps, ...steps],
})
const done = (history: History, ...steps: ReadonlyArray<Step>): Answer => ({
  history: plus(history, ...steps),
  refused: null,
})

const stopped = (history: History, at: number, { permission }: Facts): History =>
  permission.optedOutAt !== null && permission.providerHolds
    ? history
    : plus(history, { is: "stop", at }, ...cancelWaiting(history))

type Command<Tag extends ConversationCommand["_tag"]> = Extract<ConversationCommand, { readonly _tag: Tag }>

const receive = (history: History, command: Command<"Receive">, world: Facts): Answer => {
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

const write = (history: History, command: Command<"Write">, world: Facts): Answer => {
  const refuse = (refused: string): Answer => ({ history, refused })
  const { by } = command
  const known = all(history, "out").some((step) => step.id === command.messageId)
  if (!by.licensed) return refuse("not_licensed")
  if (!sees(history, by) && (known || !command.starting)) return refuse("not_found")
  if (known) return done(history)
  if (!sendsFrom(history, by.id, world)) return refuse("sender_not_yours")
  const verdict = mayBeSent(history, world)
  if (verdict !== "go") return refuse(verdict)
  const at = Math.max(world.now, lastActivity(history))
  const out: Step = { is: "out", id: command.messageId, at, by: by.id, world }
  const moves = ![null, ownerOf(plus(history, out))].includes(ownerOf(history))
  return moves ? done(history, { is: "takenOver" }, out) : done(history, out)
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

const erasedSince = (history: History, is: (step: Step) => boolean): boolean =>
  history.steps.findLastIndex((step) => step.is === "erased") > history.steps.findLastIndex(is)

const erase = (history: History, command: Command<"Erase">): Answer => {
  if (countItems(history) === 0 || !sees(history, command.by)) return { history, refused: "not_found" }
  if (command.by.role !== "admin") return { history, refused: "not_allowed" }
  return erasedSince(history, (step) => ["in", "out", "note"].includes(step.is))
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
  if (open[0]?.status === "dispatching") return done(history)
  const notRefused = { ...world, permission: { ...world.permission, optedOutAt: null } }
  const verdicts = open.map(({ id }) =>
    mayBeSent(history, confirmations(history).includes(id) ? notRefused : world)
  )
  const at = verdicts.includes("go") ? verdicts.indexOf("go") : open.length
  const next = plus(
    history,
    ...open.slice(0, at).map(({ id }, index): Step =>
      verdicts[index] === "opted_out"
        ? cancelled(id)
        : { is: "reached", id, stage: "failed", providerId: null }
    ),
  )
  const first = open[at]
  return !first || (first.retryAt ?? 0) > world.now
    ? done(next)
    : done(next, { is: "handed", id: first.id, node: command.node })
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
    const next = plus(history, failed)
    const refusesAll = outcome.error.class === "opted_out"
    return done(refusesAll ? stopped(next, Math.max(world.now, lastActivity(history)), world) : next)
  }
  const order = deliveries(history)
  const later = order.slice(order.findIndex((one) => one.id === id) + 1)
  const pause = pauses[delivery.attempt - 1]
  if (pause === undefined || later.some((one) => one.attempt > 0)) return done(history, failed)
  const next = plus(history, {
    is: "putBack",
    id,
    until: world.now + Math.max(pause, outcome.afterMillis ?? 0),
  })
  if (erasedSince(history, (step) => (step.is === "out" || step.is === "auto") && step.id === id)) {
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
  const refusesAll = stage === "failed" && command.error?.class === "opted_out"
  return done(refusesAll ? stopped(next, Math.max(world.now, lastActivity(history)), world) : next)
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

/** What the rules say to a command. */
export const answer = (history: History, command: ConversationCommand, world: Facts): Answer => {
  switch (command._tag) {
    case "Receive":
      return receive(history, command, world)
    case "Write":
      return write(history, command, world)
    case "Cancel":
      return cancel(history, command, world)
    case "Assign":
      return assign(history, command, world)
    case "Note":
      return note(history, command)
    case "NoteContactSaved":
      return noteContactSaved(history, command)
    case "Erase":
      return erase(history, command)
    case "MarkRead":
    case "MarkUnread":
      return mark(history, command)
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
