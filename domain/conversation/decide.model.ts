import type { ConversationCommand } from "./ConversationCommand.ts"
import type { Facts } from "./Decision.ts"
import {
  all,
  type Answer,
  asideOf,
  begun,
  type Command,
  countIncoming,
  countItems,
  done,
  erasedSince,
  failsAnswer,
  type History,
  hours24,
  labelsOf,
  lastActivity,
  ownerOf,
  sees,
  type Step,
  tookPart,
  upTo,
} from "./decide.history.ts"
import { cancelAll } from "./decideDelivery.history.ts"
import {
  botAnswer,
  endBotSilence,
  handOver,
  needsNoAnswer,
  switchBot,
  unsentAnswer,
} from "./decideBot.model.ts"
import {
  claim,
  notePermission,
  recover,
  reportDispatch,
  reportOptOut,
  reportStatus,
  reschedule,
} from "./decideDelivery.model.ts"
import {
  cancel,
  confirmSent,
  echo,
  receive,
  sendAgain,
  sendCampaign,
  takeBack,
  write,
} from "./decideSending.model.ts"

/* What the rules say to each command, for decide.test.ts to compare decide and evolve with. */

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
  if (command.by.role !== "admin" && ownerOf(history) !== command.by.id) {
    return { history, refused: "not_allowed" }
  }
  return all(history, "exported").some((step) => step.id === command.exportId)
    ? done(history)
    : done(history, { is: "exported", id: command.exportId })
}

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

const putAside = (
  history: History,
  { aside, by, inboundSeen }: Command<"PutAside">,
  { now }: Facts,
): Answer => {
  if (!sees(history, by)) return { history, refused: "not_found" }
  const owner = ownerOf(history)
  if (by.role !== "admin" && owner !== by.id) return { history, refused: "not_allowed" }
  const until = aside.how === "snoozed" ? aside.until : null
  const before = asideOf(history)
  if (before?.how === aside.how && before.until === until) return done(history)
  if ((inboundSeen ?? Infinity) < countIncoming(history)) return { history, refused: "changed_meanwhile" }
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

const setLabel = (history: History, { by, label, on }: Command<"SetLabel">, world: Facts): Answer => {
  if (!sees(history, by) || !world.labels.has(label)) return { history, refused: "not_found" }
  const carried = labelsOf(history)
  if (carried.includes(label) === on) return done(history)
  const inUse = new Set<string>(world.labels.keys())
  return on && carried.filter((one) => inUse.has(one)).length >= 10
    ? { history, refused: "not_possible" }
    : done(history, { is: "labelled", label, on, world })
}

const endSnooze = (history: History, { now }: Facts): Answer => {
  const until = asideOf(history)?.until ?? null
  return until !== null && until <= now
    ? done(history, { is: "back", due: Math.max(now, lastActivity(history)) })
    : done(history)
}

/** What the rules say to a command. What is put aside comes back with what calls for somebody, and the timeline says so. */
export const answer = (history: History, command: ConversationCommand, world: Facts): Answer => {
  const said = unsentAnswer(history, answerAlone(history, command, world), world)
  const returns = asideOf(history) !== null && asideOf(said.history) === null
  if (!returns || said.history.steps.at(-1)?.is === "back") return said
  const failed = said.history.steps.slice(history.steps.length).some((step) =>
    failsAnswer(said.history, step)
  )
  const due = failed ? Math.max(world.now, lastActivity(said.history)) : null
  return done(said.history, { is: "back", due })
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
    case "NeedsNoAnswer":
      return needsNoAnswer(history, command)
    case "EndBotSilence":
      return endBotSilence(history, world)
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
    case "SetLabel":
      return setLabel(history, command, world)
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
