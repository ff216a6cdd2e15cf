import type { Facts } from "./Decision.ts"
import {
  all,
  closedByProvider,
  countIncoming,
  type History,
  hours24,
  type Of,
  ours,
  plus,
  type Stage,
  type Step,
  type Wait,
} from "./decide.history.ts"

/* The part of the model that is about sending: what may go, what waits, and where each message of ours stands. */

/** HOURS-2, SEND-12: the office is open from nine to five. */
export const waitFor = ({ now, sending }: Facts, scheduledAt: number | null): Wait => {
  const start = Math.max(now, scheduledAt ?? 0)
  const midnight = Math.floor(start / hours24) * hours24
  const [nine, five] = [midnight + 9 * 3_600_000, midnight + 17 * 3_600_000]
  if (sending.hours && start < nine) return { until: nine, why: "business" }
  if (sending.hours && start >= five) return { until: nine + hours24, why: "business" }
  return start > now ? { until: start, why: "schedule" } : null
}

export const differ = (a: Wait, b: Wait): boolean => JSON.stringify(a) !== JSON.stringify(b)

export const mayBeSent = (
  history: History,
  { now, permission }: Facts,
): "go" | "opted_out" | "no_consent" | "window_closed" => {
  if (permission.optedOutAt !== null) return "opted_out"
  if (history.channel === "sms") return "go"
  if (countIncoming(history) === 0 && permission.consentAt === null) return "no_consent"
  if (closedByProvider(history) !== null) return "window_closed"
  return all(history, "in").some((step) => now - step.sentAt < hours24) ? "go" : "window_closed"
}

export interface Delivery {
  readonly id: string
  readonly status: "queued" | "dispatching" | Stage
  readonly attempt: number
  readonly node: string | null
  readonly retryAt: number | null
  readonly unconfirmed: boolean
  readonly providerId: string | null
  readonly scheduledAt: number | null
  readonly wait: Wait
}

export const deliveryOf = (history: History, id: string): Delivery | null => {
  const out = ours(history).find((step) => step.id === id)
  if (!out) return null
  const about = history.steps.filter((step): step is Of<"handed" | "putBack" | "doubted" | "reached"> =>
    "id" in step && step.id === id && ["handed", "putBack", "doubted", "reached"].includes(step.is)
  )
  const told = history.steps.findLast((step): step is Of<"postponed" | "handed" | "reached"> =>
    "id" in step && step.id === id && ["postponed", "handed", "reached"].includes(step.is)
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
    scheduledAt: out.is === "out" || out.is === "bot" ? out.scheduledAt : null,
    wait: told === undefined
      ? out.is === "auto" ? null : out.wait
      : told.is === "postponed"
      ? told.wait
      : null,
  }
}

export const deliveries = (history: History): ReadonlyArray<Delivery> =>
  ours(history).flatMap((step) => deliveryOf(history, step.id) ?? [])

export const confirmations = (history: History): ReadonlyArray<string> =>
  all(history, "auto").filter((step) => step.to === "stop").map((step) => step.id)

export const cancelled = (id: string): Step => ({ is: "reached", id, stage: "cancelled", providerId: null })

export const cancelAll = (
  history: History,
  which: (id: string) => boolean = () => true,
): ReadonlyArray<Step> =>
  deliveries(history).filter((delivery) => delivery.status === "queued" && which(delivery.id))
    .map(({ id }) => cancelled(id))

/** All but the confirmation of an opt-out, which is what may still be sent. */
export const cancelWaiting = (history: History): ReadonlyArray<Step> =>
  cancelAll(history, (id) => !confirmations(history).includes(id))

export const started = (history: History): History =>
  plus(history, { is: "start" }, ...cancelAll(history, (id) => confirmations(history).includes(id)))

export const stopped = (history: History, at: number, { permission }: Facts): History =>
  permission.optedOutAt !== null && permission.providerHolds
    ? history
    : plus(history, { is: "stop", at }, ...cancelWaiting(history))
