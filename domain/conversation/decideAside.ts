import { Result } from "effect"
import { type Aside, type BackBy, endOfSnooze, sameAside } from "./Aside.ts"
import { callsForPeople } from "./callsForPeople.ts"
import { type Conversation, unreadOf } from "./Conversation.ts"
import { mayPin, mayPutAside, maySee } from "./ConversationAccess.ts"
import { type ConversationEvent, isTimelineEvent } from "./ConversationEvent.ts"
import { type Command, type Decision, type Facts, nothing, refuse, unseen } from "./Decision.ts"
import type { UserId } from "../user/User.ts"

/** So far ahead a conversation may be snoozed. */
export const snoozeMillisMax = 366 * 24 * 60 * 60 * 1000

const notYours = refuse("not_allowed", "Only admins and the owner can put this conversation aside.")

/** What nobody saw must not go out of sight: it would have brought the conversation back a moment later. */
const wroteMeanwhile = refuse(
  "changed_meanwhile",
  "The customer wrote a moment ago, and it stays in the inbox.",
)

const notYoursToPin = refuse("not_allowed", "Only conversations of your own inbox can be pinned.")

const problemOf = (aside: Aside, now: number): Decision | null => {
  const until = endOfSnooze(aside)
  if (until === null) return null
  if (until <= now) return refuse("not_possible", "This time is over. Choose a later one.")
  return until > now + snoozeMillisMax
    ? refuse(
      "schedule_too_far",
      "A conversation can be snoozed at most a year ahead. Choose an earlier time.",
    )
    : null
}

/** LIFE-1, INBOX-10: who puts a conversation aside has dealt with it, so that it holds nothing unread while it is out of sight. */
export const putAside = (
  state: Conversation,
  { aside, by, inboundSeen }: Command<"PutAside">,
  { now }: Facts,
): Decision => {
  if (!maySee(state, by)) return unseen
  if (!mayPutAside(state, by)) return notYours
  if (sameAside(state.aside, aside)) return nothing
  if (inboundSeen !== undefined && inboundSeen < state.inboundCount) return wroteMeanwhile
  const problem = problemOf(aside, now)
  if (problem !== null) return problem
  const read: ReadonlyArray<ConversationEvent> = state.owner === null || unreadOf(state, state.owner) === 0
    ? []
    : [{
      _tag: "ReadStateChanged",
      at: now,
      user: state.owner,
      readInbound: state.inboundCount,
      markedUnread: false,
    }]
  const at = Math.max(now, state.lastActivityAt)
  return Result.succeed([...read, { _tag: "PutAside", seq: state.lastSeq + 1, at, by: by.id, aside }])
}

const broughtBack = (
  state: Conversation,
  after: number,
  now: number,
  what: { readonly how: BackBy; readonly by: UserId | null },
): ConversationEvent => ({
  _tag: "BroughtBack",
  seq: state.lastSeq + after + 1,
  at: Math.max(now, state.lastActivityAt),
  ...what,
})

export const bringBack = (state: Conversation, { by }: Command<"BringBack">, { now }: Facts): Decision => {
  if (!maySee(state, by)) return unseen
  if (!mayPutAside(state, by)) return notYours
  if (state.aside === null) return nothing
  return Result.succeed([broughtBack(state, 0, now, { how: "person", by: by.id })])
}

/** LIFE-1: at the top of one's own inbox, or no longer there. */
export const pin = (state: Conversation, { by, pinned }: Command<"Pin">, { now }: Facts): Decision => {
  if (!maySee(state, by)) return unseen
  if (!mayPin(state, by)) return notYoursToPin
  return (state.members.get(by.id)?.pinned ?? false) === pinned
    ? nothing
    : Result.succeed([{ _tag: "Pinned", at: now, user: by.id, pinned }])
}

/** The time of a snooze is over. Asked early, late or twice, it changes nothing else. */
export const endSnooze = (state: Conversation, { now }: Facts): Decision => {
  const until = endOfSnooze(state.aside)
  return until === null || until > now
    ? nothing
    : Result.succeed([broughtBack(state, 0, now, { how: "time", by: null })])
}

/** What brings a conversation back into the inbox, whoever's it is; null for what does not. */
const bringerOf = (event: ConversationEvent, state: Conversation) => {
  switch (event._tag) {
    case "MessageReceived":
    case "MessageEchoed":
      return { how: "message", by: null } as const
    case "MessageWritten":
      return { how: "person", by: event.author } as const
    case "Assigned":
      return { how: "person", by: event.by } as const
    case "BotEnded":
      return callsForPeople(state, event.how) ? { how: "bot", by: null } as const : null
    case "ReadStateChanged":
      return event.markedUnread && event.user === state.owner
        ? { how: "person", by: event.user } as const
        : null
    case "StatusChanged": {
      const message = event.status === "failed" ? state.outgoing.get(event.messageId) : undefined
      return message?.campaign === null && message.answers === null
        ? { how: "failed", by: null } as const
        : null
    }
    default:
      return null
  }
}

/**
 * LIFE-1: with what somebody has to look at, or goes on with, a conversation that was put aside is back: a message of either
 * side, a new owner, a mark as unread, a bot that handed over, an answer that was not sent. So nothing unread is ever out of
 * sight.
 */
export const withReturn = (state: Conversation, decision: Decision, { now }: Facts): Decision => {
  if (state.aside === null || Result.isFailure(decision)) return decision
  const events = decision.success
  const bringer = events.map((event) => bringerOf(event, state)).find((found) => found !== null)
  return bringer === undefined
    ? decision
    : Result.succeed([...events, broughtBack(state, events.filter(isTimelineEvent).length, now, bringer)])
}
