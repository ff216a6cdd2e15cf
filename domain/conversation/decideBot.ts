import { Result } from "effect"
import type { BotMark } from "../bot/BotMark.ts"
import type { DeliveryError } from "../sending/DeliveryError.ts"
import type { UserId } from "../user/User.ts"
import type { Conversation } from "./Conversation.ts"
import { maySee, mayUse } from "./ConversationAccess.ts"
import { type ConversationEvent, isTimelineEvent, type TimelineEvent } from "./ConversationEvent.ts"
import {
  type Command,
  type Decision,
  type Facts,
  nothing,
  refuse,
  statusChanged,
  unseen,
} from "./Decision.ts"
import { dispatchQueue } from "./dispatchQueue.ts"
import { callsForPeople } from "./callsForPeople.ts"
import { botTurnOver } from "./Refusal.ts"
import { ownerAfterInbound } from "./Routing.ts"

export const tooLate: Decision = Result.fail(botTurnOver)

/** So long a customer waits for a bot that was told and says nothing. */
export const botSilenceMillisMax = 3 * 60_000

/**
 * When people get what a bot does not answer, epoch milliseconds; null where nobody waits for it. That a bot took a message is no
 * answer to the customer.
 */
export const endOfBotSilence = ({ bot, optedOutAt, waitingSince }: Conversation): number | null =>
  bot === null || waitingSince === null || optedOutAt !== null
    ? null
    : Math.max(waitingSince, bot.since) + botSilenceMillisMax

const readOnly = refuse("sender_not_yours", "This Sender ID is not shared with you. Ask an admin.")

/** BOT-1: a reply of an agent ends the bot, before it. Nothing where none is active. `by` null: from elsewhere. */
export const botEnding = (
  { bot, lastSeq, owner }: Conversation,
  { at, by }: { readonly at: number; readonly by: UserId | null },
): ReadonlyArray<TimelineEvent> =>
  bot === null ? [] : [{
    _tag: "BotEnded",
    seq: lastSeq + 1,
    at,
    bot: { id: bot.id, name: bot.name },
    how: "taken_over",
    by,
    reason: null,
    owner,
  }]

const takenOverError = {
  code: "taken_over",
  class: "permanent",
  text: "An agent took over before it was sent.",
} as const
const botGoneError = {
  code: "bot_gone",
  class: "permanent",
  text: "The bot stopped answering before it was sent.",
} as const

/**
 * BOT-1: where people answer, nothing more comes of what a bot said for later: what it scheduled, and what waits for hours, also
 * from before it handed over. What is about to go goes, in its place.
 */
export const withoutBot = (
  state: Conversation,
  at: number,
  error: DeliveryError = takenOverError,
): ReadonlyArray<ConversationEvent> =>
  dispatchQueue(state)
    .filter(([, { bot, status, wait }]) => bot !== null && status === "queued" && wait !== null)
    .map(([id]) => statusChanged(id, "cancelled", at, { error }))

/**
 * A bot that answers first begins with the customer's message where the conversation is new, or has rested for as long as
 * is set. While somebody waits for an answer of people it is theirs.
 */
export const startsByItself = (
  state: Conversation,
  { answersFirst }: Facts,
  { at, seq }: { readonly at: number; readonly seq: number },
): ReadonlyArray<TimelineEvent> => {
  if (answersFirst === null || state.bot !== null || state.optedOutAt !== null) return []
  const { bot, quietMillis } = answersFirst
  const rested = state.waitingSince === null && at - state.lastActivityAt >= quietMillis
  return state.begun && !rested ? [] : [{ _tag: "BotStarted", seq, at, bot, by: null }]
}

export const startBot = (state: Conversation, { bot, by }: Command<"StartBot">, facts: Facts): Decision => {
  if (!maySee(state, by)) return unseen
  if (!mayUse(state, by, facts)) return readOnly
  if (state.bot?.id === bot.id) return nothing
  const at = Math.max(facts.now, state.lastActivityAt)
  return Result.succeed([{ _tag: "BotStarted", seq: state.lastSeq + 1, at, bot, by: by.id }])
}

/** The owner stays: whoever sends becomes it (INBOX-4). */
export const takeOverFromBot = (state: Conversation, { by }: Command<"EndBot">, facts: Facts): Decision => {
  if (!maySee(state, by)) return unseen
  if (!mayUse(state, by, facts)) return readOnly
  const at = Math.max(facts.now, state.lastActivityAt)
  return Result.succeed([...botEnding(state, { at, by: by.id }), ...withoutBot(state, at)])
}

/** BOT-1: to people, as if the conversation had newly arrived: with the owner that INBOX-2 says. */
const toPeople = (
  state: Conversation,
  { id, name }: BotMark,
  { reason, why }: Pick<Command<"HandOver">, "reason" | "why">,
  facts: Facts,
): Decision => {
  const at = Math.max(facts.now, state.lastActivityAt)
  const owner = callsForPeople(state, why) ? ownerAfterInbound(state, facts) : state.owner
  return Result.succeed([
    { _tag: "BotEnded", seq: state.lastSeq + 1, at, bot: { id, name }, how: why, by: null, reason, owner },
    // One that is gone would hear no answer to it.
    ...(why === "down" ? withoutBot(state, at, botGoneError) : []),
  ])
}

/** BOT-1: an answer of a bot that is not sent after all leaves the customer without one, so that people get it. */
export const withUnsentAnswer = (state: Conversation, decision: Decision, facts: Facts): Decision => {
  const { bot } = state
  if (bot === null || Result.isFailure(decision)) return decision
  const events = decision.success
  const unsent = events.some((event) => {
    const message = event._tag === "StatusChanged" && event.status === "failed"
      ? state.outgoing.get(event.messageId)
      : undefined
    return message !== undefined && message.bot !== null && message.seq > bot.seq
  })
  if (!unsent) return decision
  const lastSeq = state.lastSeq + events.filter(isTimelineEvent).length
  const why = { why: "handed_over", reason: "Its answer was not sent." } as const
  return Result.map(
    toPeople({ ...state, lastSeq }, bot, why, facts),
    (ended) => [...events, ...ended],
  )
}

export const handOver = (state: Conversation, command: Command<"HandOver">, facts: Facts): Decision => {
  const { bot, turn } = command
  if (state.lastBot !== bot) return unseen
  if (state.bot?.id !== bot || (turn !== null && state.bot.seq !== turn)) return tooLate
  return toPeople(state, state.bot, command, facts)
}

/** BOT-1: a bot that has nothing to say to a "thanks" says so, and nobody has to look. */
export const needsNoAnswer = (
  state: Conversation,
  { bot, seq }: Command<"NeedsNoAnswer">,
  { now }: Facts,
): Decision => {
  if (state.lastBot !== bot) return unseen
  if (state.bot?.id !== bot) return tooLate
  return state.waitingSince === null || seq < state.lastInboundSeq
    ? nothing
    : Result.succeed([{ _tag: "WaitingEnded", at: now }])
}

export const endBotSilence = (state: Conversation, facts: Facts): Decision => {
  const end = endOfBotSilence(state)
  return state.bot === null || end === null || facts.now < end
    ? nothing
    : toPeople(state, state.bot, { why: "down", reason: "It did not answer within 3 minutes." }, facts)
}
