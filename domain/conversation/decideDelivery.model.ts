import type { Facts } from "./Decision.ts"
import {
  all,
  type Answer,
  closedByProvider,
  type Command,
  countItems,
  done,
  erasedSince,
  type History,
  isOurs,
  lastActivity,
  optedOutSince,
  plus,
  type Stage,
  type Step,
} from "./decide.history.ts"
import {
  cancelled,
  cancelWaiting,
  confirmations,
  deliveries,
  type Delivery,
  deliveryOf,
  differ,
  mayBeSent,
  started,
  stopped,
  waitFor,
} from "./decideDelivery.history.ts"

const pauses = [1, 4, 16, 60, 300, 900].map((seconds) => seconds * 1000)

export const claim = (history: History, command: Command<"Claim">, world: Facts): Answer => {
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

export const reschedule = (history: History, world: Facts): Answer =>
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

export const reportDispatch = (
  history: History,
  command: Command<"ReportDispatch">,
  world: Facts,
): Answer => {
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

export const reportStatus = (history: History, command: Command<"ReportStatus">, world: Facts): Answer => {
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

export const reportOptOut = (history: History, command: Command<"ReportOptOut">, world: Facts): Answer => {
  if (countItems(history) === 0) return done(history)
  if (command.optedOut) return done(stopped(history, Math.max(world.now, lastActivity(history)), world))
  return world.permission.optedOutAt === null ? done(history) : done(started(history))
}

export const notePermission = (history: History, { now, permission }: Facts): Answer => {
  const said = optedOutSince(history) !== null
  if (countItems(history) === 0) return done(history)
  if (permission.optedOutAt === null) return said ? done(started(history)) : done(history)
  const item: ReadonlyArray<Step> = said ? [] : [{ is: "stop", at: Math.max(now, lastActivity(history)) }]
  return done(history, ...item, ...cancelWaiting(history))
}

export const recover = (history: History, command: Command<"Recover">): Answer =>
  done(
    history,
    ...deliveries(history)
      .filter((one) => one.status === "dispatching" && !one.unconfirmed && one.node !== command.node)
      .map(({ id }): Step => ({ is: "doubted", id })),
  )
