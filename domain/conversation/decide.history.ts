import type { ConversationCommand } from "./ConversationCommand.ts"
import type { Facts } from "./Decision.ts"
import type { Channel } from "../sender/Sender.ts"

/*
 * What the rules say, written as differently from decide and evolve as can be, for decide.test.ts to compare with: nothing
 * is kept but a list of what happened, and every question is answered by going through all of it again.
 */

export type Command<Tag extends ConversationCommand["_tag"]> = Extract<
  ConversationCommand,
  { readonly _tag: Tag }
>

export type Step =
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
    readonly scheduledAt: number | null
    readonly wait: Wait
  }
  | {
    readonly is: "campaign"
    readonly id: string
    readonly at: number
    readonly by: string
    readonly wait: Wait
  }
  | {
    readonly is: "bot"
    readonly id: string
    readonly at: number
    readonly scheduledAt: number | null
    readonly wait: Wait
  }
  | { readonly is: "botStarted"; readonly bot: string; readonly at: number }
  | { readonly is: "botEnded" }
  /** A bot said that nothing needs to be said. */
  | { readonly is: "settled" }
  /** To people, by the bot itself or since it is down. */
  | { readonly is: "handedOver"; readonly at: number; readonly world: Facts }
  /** What the desk answers to a keyword by itself. */
  | { readonly is: "auto"; readonly id: string; readonly at: number; readonly to: string }
  /** The business wrote from its phone. */
  | { readonly is: "echo"; readonly id: string; readonly at: number }
  | { readonly is: "postponed"; readonly id: string; readonly wait: Wait }
  | { readonly is: "closed"; readonly at: number; readonly source: "time" | "provider" }
  | { readonly is: "takenOver" }
  | { readonly is: "assigned"; readonly to: string }
  | { readonly is: "note"; readonly id: string }
  | { readonly is: "contactSaved" }
  | { readonly is: "exported"; readonly id: string }
  | { readonly is: "erased" }
  | { readonly is: "putAside"; readonly how: string; readonly until: number | null }
  /** Out of what was put aside, with what is before it or by itself; `due`: its time was over. */
  | { readonly is: "back"; readonly due: number | null }
  | { readonly is: "pin"; readonly user: string; readonly pinned: boolean }
  | { readonly is: "labelled"; readonly label: string; readonly on: boolean; readonly world: Facts }
  | { readonly is: "stop"; readonly at: number }
  | { readonly is: "start" }
  | { readonly is: "seen"; readonly user: string; readonly count: number }
  | { readonly is: "flagged"; readonly user: string }
  | { readonly is: "handed"; readonly id: string; readonly node: string }
  | { readonly is: "putBack"; readonly id: string; readonly until: number }
  | { readonly is: "doubted"; readonly id: string }
  | { readonly is: "reached"; readonly id: string; readonly stage: Stage; readonly providerId: string | null }

export type Wait = { readonly until: number | null; readonly why: string } | null
export type Stage = "sent" | "delivered" | "read" | "failed" | "cancelled"
export type Of<Is extends Step["is"]> = Extract<Step, { readonly is: Is }>

export interface History {
  readonly channel: Channel
  readonly steps: ReadonlyArray<Step>
}

export interface Answer {
  readonly history: History
  /** The code of the refusal; null when it was done, or there was nothing to do. */
  readonly refused: string | null
}

export const hours24 = 86_400_000
const numbered = new Set([
  "in",
  "out",
  "auto",
  "campaign",
  "bot",
  "botStarted",
  "botEnded",
  "handedOver",
  "echo",
  "takenOver",
  "assigned",
  "note",
  "contactSaved",
  "exported",
  "erased",
  "putAside",
  "back",
  "labelled",
  "stop",
  "start",
  "closed",
])

export const all = <Is extends Step["is"]>(history: History, is: Is): ReadonlyArray<Of<Is>> =>
  history.steps.filter((step): step is Of<Is> => step.is === is)

export const upTo = (history: History, length: number): History => ({
  ...history,
  steps: history.steps.slice(0, length),
})

export const countItems = (history: History): number =>
  history.steps.filter((step) => numbered.has(step.is)).length

export const countIncoming = (history: History): number => all(history, "in").length

export const ours = (history: History): ReadonlyArray<Of<"out" | "auto" | "campaign" | "bot">> =>
  history.steps.filter((step) =>
    step.is === "out" || step.is === "auto" || step.is === "campaign" || step.is === "bot"
  )

/** BOT-1: which bot began last, unless somebody took over or it was handed over since. */
export const activeBot = (
  history: History,
): { readonly bot: string; readonly at: number; readonly place: number } | null => {
  const step = history.steps.findLast(({ is }) => ["botStarted", "botEnded", "handedOver"].includes(is))
  return step?.is === "botStarted" ? { bot: step.bot, at: step.at, place: history.steps.indexOf(step) } : null
}

export const lastActivity = (history: History): number =>
  Math.max(
    0,
    ...all(history, "in").map((step) => step.at),
    ...ours(history).map((step) => step.at),
    ...all(history, "echo").map((step) => step.at),
    ...all(history, "handedOver").map((step) => step.at),
    ...all(history, "back").map((step) => step.due ?? 0),
  )

/** What an agent or a bot wrote was not sent; campaigns and what the desk says by itself call for nobody. */
export const failsAnswer = ({ steps }: History, step: Step): boolean =>
  step.is === "reached" && step.stage === "failed" &&
  steps.some((written) => (written.is === "out" || written.is === "bot") && written.id === step.id)

/** LIFE-1: what was put aside last, unless something since then calls for somebody. */
export const asideOf = (history: History): Of<"putAside"> | null => {
  const place = history.steps.findLastIndex((step) => step.is === "putAside")
  const calls = history.steps.some((step, index) =>
    index > place && (["in", "out", "echo", "assigned", "handedOver", "back"].includes(step.is) ||
      failsAnswer(history, step) ||
      (step.is === "flagged" && step.user === ownerOf(upTo(history, index))))
  )
  const step = history.steps[place]
  return step?.is === "putAside" && !calls ? step : null
}

/** LIFE-3: those whose last step put them on. One that is retired goes with the next change, and counts as never put on. */
export const labelsOf = (history: History): ReadonlyArray<string> =>
  all(history, "labelled").reduce<ReadonlyArray<string>>((carried, { label, on, world }) => {
    const inUse = new Set<string>(world.labels.keys())
    const others = carried.filter((one) => one !== label && inUse.has(one))
    return on ? [...others, label] : others
  }, [])

/** LIFE-2: the first of the customer's messages after our last, or when a bot handed the customer to people. */
export const waitingSince = (history: History): number | null => {
  const answered = history.steps.findLastIndex((step) =>
    ["out", "auto", "bot", "echo", "settled"].includes(step.is)
  )
  const waits = history.steps.slice(answered + 1).find((step): step is Of<"in" | "handedOver"> =>
    step.is === "in" || step.is === "handedOver"
  )
  return waits?.at ?? null
}

/** What the timeline says. What counts is the number's permission, which other conversations change too. */
export const optedOutSince = (history: History): number | null => {
  const last = history.steps.findLast((step): step is Of<"stop" | "start"> =>
    step.is === "stop" || step.is === "start"
  )
  return last?.is === "stop" ? last.at : null
}

/** WIN-5: since when the provider says that the window is closed, unless something newer came from the customer. */
export const closedByProvider = (history: History): number | null => {
  const index = history.steps.findLastIndex((step) => step.is === "closed" && step.source === "provider")
  const step = history.steps[index]
  if (step?.is !== "closed") return null
  const newest = Math.max(-Infinity, ...all(upTo(history, index), "in").map(({ sentAt }) => sentAt))
  const since = history.steps.slice(index).some((later) => later.is === "in" && later.sentAt > newest)
  return since ? null : step.at
}

/** INBOX-2, 3, 4: the owner follows from the last message or assignment, and the world as it was then. */
export const ownerOf = (history: History): string | null => {
  const index = history.steps.findLastIndex((step) =>
    ["in", "out", "assigned", "handedOver"].includes(step.is)
  )
  const last = history.steps[index]
  if (last?.is === "assigned") return last.to
  const before = upTo(history, Math.max(0, index))
  if (last?.is === "out") {
    if (last.world.soleOwner === null) return last.by
    const stays: ReadonlyArray<string | null> = [ownerOf(before), last.world.soleOwner]
    return stays.find((user) => [...last.world.licensed].some((licensed) => licensed === user)) ?? last.by
  }
  return last?.is === "in" || last?.is === "handedOver" ? ownerByTable(before, last.world) : null
}

/** CONV-4: campaigns, and what follows from them, begin nothing. */
export const begun = (history: History): boolean =>
  history.steps.some((step) => ["in", "out", "echo"].includes(step.is))

/** INBOX-2: who wrote last, or sent a campaign where there was no conversation yet. */
const lastSender = (history: History): { readonly by: string; readonly place: number } | null => {
  const place = history.steps.findLastIndex((step, index) =>
    step.is === "out" || (step.is === "campaign" && !begun(upTo(history, index)))
  )
  const step = history.steps[place]
  return step?.is === "out" || step?.is === "campaign" ? { by: step.by, place } : null
}

const ownerByTable = (before: History, world: Facts): string | null => {
  const licensed = [...world.licensed].map(String)
  const eligible = [...world.eligible].map(String)
  const candidates: Array<{ readonly user: string; readonly place: number }> = []
  const assigned = all(before, "assigned").at(-1)
  const sender = lastSender(before)
  if (assigned && licensed.includes(assigned.to)) {
    candidates.push({ user: assigned.to, place: before.steps.indexOf(assigned) })
  }
  if (world.soleOwner !== null) {
    if (licensed.includes(world.soleOwner)) candidates.push({ user: world.soleOwner, place: -1 })
  } else if (sender && eligible.includes(sender.by)) {
    candidates.push({ user: sender.by, place: sender.place })
  }
  if (world.defaultAdmin !== null && licensed.includes(world.defaultAdmin)) {
    candidates.push({ user: world.defaultAdmin, place: -2 })
  }
  return candidates.sort((a, b) => b.place - a.place)[0]?.user ?? null
}

export const tookPart = (history: History, user: string): boolean =>
  all(history, "out").some((step) => step.by === user)

/** LIFE-1: they said so last, and it was theirs ever since. */
export const pinnedBy = (history: History, user: string): boolean => {
  const place = history.steps.findLastIndex((step) => step.is === "pin" && step.user === user)
  const step = history.steps[place]
  return step?.is === "pin" && step.pinned &&
    history.steps.every((_, index) => index < place || ownerOf(upTo(history, index + 1)) === user)
}

/** BOT-1: what comes in while a bot is active, and what was there when it began, it reads for the owner. */
const readByBot = (history: History, index: number, user: string): boolean => {
  const step = history.steps[index]
  const reads = step?.is === "botStarted" || (step?.is === "in" && activeBot(upTo(history, index)) !== null)
  return reads && ownerOf(upTo(history, index + 1)) === user
}

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
      (later.is === "seen" && later.user === user && later.count >= place) ||
      (laterIndex >= index && readByBot(history, laterIndex, user))
    )
  }).length
  const mark = history.steps.findLast((step, index) =>
    (step.is === "out" && step.by === user) || (step.is === "assigned" && step.to === user) ||
    ((step.is === "seen" || step.is === "flagged") && step.user === user) ||
    ((step.is === "handedOver" || step.is === "botStarted" || (step.is === "back" && step.due !== null)) &&
      ownerOf(upTo(history, index + 1)) === user)
  )
  return ["assigned", "flagged", "handedOver", "back"].includes(mark?.is ?? "") ? Math.max(1, unread) : unread
}

export const sees = (
  history: History,
  by: { readonly id: string; readonly role: string; readonly licensed: boolean },
) =>
  begun(history) && by.licensed &&
  (by.role === "admin" || ownerOf(history) === by.id || tookPart(history, by.id))

export const sendsFrom = (history: History, user: string, world: Facts) =>
  [...world.eligible].some((one) => one === user) ||
  ([...world.licensed].some((one) => one === user) && ownerOf(history) === user &&
    all(history, "assigned").at(-1)?.to === user)

export const plus = (history: History, ...steps: ReadonlyArray<Step>): History => ({
  ...history,
  steps: [...history.steps, ...steps],
})
export const done = (history: History, ...steps: ReadonlyArray<Step>): Answer => ({
  history: plus(history, ...steps),
  refused: null,
})

export const isOurs = (
  step: Step,
): step is Extract<Step, { readonly is: "out" | "auto" | "campaign" | "bot" }> =>
  step.is === "out" || step.is === "auto" || step.is === "campaign" || step.is === "bot"

export const erasedSince = (history: History, is: (step: Step) => boolean): boolean =>
  history.steps.findLastIndex((step) => step.is === "erased") > history.steps.findLastIndex(is)
