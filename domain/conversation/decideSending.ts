import { Result } from "effect"
import { notConfirmed } from "../sending/DeliveryError.ts"
import { isReachable } from "../sending/isReachable.ts"
import { sendFactsOf, sendingOf } from "../sending/sendFactsOf.ts"
import { handOverVerdict, type SendFacts, type SendVerdict, sendVerdict } from "../sending/SendPolicy.ts"
import { notSentFor, refusalOf } from "../sending/sendRefusal.ts"
import type { Conversation, Outgoing, Waiting } from "./Conversation.ts"
import { claimLine, dispatchQueue } from "./dispatchQueue.ts"
import { maySee, mayUse } from "./ConversationAccess.ts"
import { botEnding, tooLate, withoutBot } from "./decideBot.ts"
import type { ConversationEvent } from "./ConversationEvent.ts"
import {
  type Command,
  type Decision,
  type Facts,
  nothing,
  refuse,
  statusChanged,
  unseen,
} from "./Decision.ts"
import type { MessageContent } from "./MessageContent.ts"
import type { MessageId } from "./MessageId.ts"
import { mayBecome } from "./MessageStatus.ts"
import { type Refusal, senderNotShared } from "./Refusal.ts"
import { ownerAfterSend } from "./Routing.ts"

/** Nobody plans a message further ahead; what was meant was another year. */
export const scheduledMillisMax = 366 * 24 * 60 * 60 * 1000

/**
 * An answer to a keyword goes at once, at any hour; and the one confirmation of an opt-out in spite of it. All else that holds
 * for a message holds for it too.
 */
const factsAbout = (
  state: Conversation,
  { answers, content, scheduledAt }: Pick<Outgoing, "answers" | "content" | "scheduledAt">,
  { permission, sending }: Facts,
): SendFacts =>
  sendFactsOf(state, {
    consentAt: permission.consentAt,
    optedOutAt: answers === "stop" ? null : permission.optedOutAt,
  }, {
    numberValid: isReachable({ ...state, address: state.replyTo }),
    sender: sending.sender,
    hours: answers === null ? sending.hours : null,
    sending: sendingOf(content, sending.templates),
    scheduledAt,
  })

const waitingOf = (verdict: SendVerdict): Waiting | null =>
  verdict._tag === "Wait" ? { until: verdict.until, why: verdict.why } : null

const sameWait = (a: Waiting | null, b: Waiting | null): boolean => a?.until === b?.until && a?.why === b?.why

const readOnly = refuse(
  "sender_not_yours",
  "You can read, but not reply: this Sender ID is not shared with you. Ask an admin.",
)
const noSuchMessage = refuse("not_found", "There is no such message in this conversation.")

interface NewMessage {
  readonly by: Command<"Write">["by"]
  readonly messageId: MessageId
  readonly content: MessageContent
  readonly at?: number
}

/** The one way in which a message of ours comes about: judged by the policy, whoever or whatever wrote it. */
const writtenBy = (
  state: Conversation,
  { at: chosenAt, by, content, messageId }: NewMessage,
  facts: Facts,
): Result.Result<Array<ConversationEvent>, Refusal> => {
  const scheduledAt = chosenAt ?? null
  const verdict = sendVerdict(factsAbout(state, { answers: null, content, scheduledAt }, facts), facts.now)
  if (verdict._tag !== "Go" && verdict._tag !== "Wait") return Result.fail(refusalOf(verdict))
  const at = Math.max(facts.now, state.lastActivityAt)
  const owner = ownerAfterSend(state, facts, by.id)
  const events: Array<ConversationEvent> = [...botEnding(state, { at, by: by.id })]
  if (state.owner !== null && owner !== state.owner) {
    events.push({
      _tag: "TakenOver",
      seq: state.lastSeq + events.length + 1,
      at,
      from: state.owner,
      to: owner,
    })
  }
  const seq = state.lastSeq + events.length + 1
  const wait = waitingOf(verdict)
  events.push({
    _tag: "MessageWritten",
    seq,
    at,
    messageId,
    author: by.id,
    content,
    owner,
    scheduledAt,
    wait,
  })
  return Result.succeed([...events, ...withoutBot(state, at)])
}

const isTooFar = (at: number | undefined, { now }: Facts): boolean =>
  at !== undefined && at > now + scheduledMillisMax
const tooFar = refuse(
  "schedule_too_far",
  "A message can be scheduled at most a year ahead. Choose an earlier time.",
)

export const write = (state: Conversation, command: Command<"Write">, facts: Facts): Decision => {
  const { by } = command
  if (!by.licensed) return refuse("not_licensed", "You need a Portal licence to send messages. Ask an admin.")
  if (state.outgoing.has(command.messageId)) return maySee(state, by) ? nothing : unseen
  if (!command.starting && !maySee(state, by)) return unseen
  if (isTooFar(command.at, facts)) return tooFar
  if (!mayUse(state, by, facts)) return command.starting ? Result.fail(senderNotShared) : readOnly
  return writtenBy(state, command, facts)
}

/**
 * CAMP-1: judged like any other message. Nobody takes part by it, and it changes no owner. What the actor no longer has in
 * mind the journal knows, so that a campaign that resumes may say everything again (CAMP-3).
 */
export const sendCampaign = (
  state: Conversation,
  { campaign, content, messageId, startedBy }: Command<"SendCampaign">,
  facts: Facts,
): Decision => {
  if (state.outgoing.has(messageId)) return nothing
  const verdict = sendVerdict(
    factsAbout(state, { answers: null, content, scheduledAt: null }, facts),
    facts.now,
  )
  if (verdict._tag !== "Go" && verdict._tag !== "Wait") return Result.fail(refusalOf(verdict))
  return Result.succeed([{
    _tag: "CampaignWritten",
    seq: state.lastSeq + 1,
    at: Math.max(facts.now, state.lastActivityAt),
    messageId,
    campaign,
    startedBy,
    content,
    wait: waitingOf(verdict),
  }])
}

/** BOT-2: judged like any other message; of a bot that is not the one that is active, nothing is sent. */
export const botAnswer = (
  state: Conversation,
  { at: chosenAt, bot, content, messageId }: Command<"BotAnswer">,
  facts: Facts,
): Decision => {
  if (state.lastBot !== bot.id) return unseen
  if (state.outgoing.has(messageId)) return nothing
  if (state.bot?.id !== bot.id) return tooLate
  if (isTooFar(chosenAt, facts)) return tooFar
  const scheduledAt = chosenAt ?? null
  const verdict = sendVerdict(factsAbout(state, { answers: null, content, scheduledAt }, facts), facts.now)
  if (verdict._tag !== "Go" && verdict._tag !== "Wait") return Result.fail(refusalOf(verdict))
  return Result.succeed([{
    _tag: "BotWritten",
    seq: state.lastSeq + 1,
    at: Math.max(facts.now, state.lastActivityAt),
    messageId,
    bot,
    content,
    scheduledAt,
    wait: waitingOf(verdict),
  }])
}

export const takeBack = (
  state: Conversation,
  { messageId }: Command<"TakeBack">,
  { now }: Facts,
): Decision => {
  const message = state.outgoing.get(messageId)
  return message?.campaign && mayBecome(message.status, "cancelled")
    ? Result.succeed([statusChanged(messageId, "cancelled", now)])
    : nothing
}

const sentAgain = {
  ...notConfirmed,
  code: "sent_again",
  text: "The network did not confirm this message. It was sent again.",
}

/** SEND-4, SEND-7: a new message with the same content. Of an unconfirmed one a callback may still tell what became of it. */
export const sendAgain = (state: Conversation, command: Command<"SendAgain">, facts: Facts): Decision => {
  const { by, messageId, of } = command
  const before = state.outgoing.get(of)
  if (!maySee(state, by)) return unseen
  if (!before) return noSuchMessage
  if (state.outgoing.has(messageId)) return nothing
  if (!mayUse(state, by, facts)) return readOnly
  if (before.content.kind === "erased" || (before.status !== "failed" && !before.unconfirmed)) {
    return refuse("not_failed", "Only a message that was not sent can be sent again.")
  }
  return Result.map(
    writtenBy(state, { by, messageId, content: before.content }, facts),
    (written) => [
      ...(before.unconfirmed
        ? [{ _tag: "DispatchUnconfirmed", at: facts.now, messageId: of, error: sentAgain } as const]
        : []),
      ...written,
    ],
  )
}

/** SEND-7: nobody but a person can know. A callback that comes after all still counts. */
export const confirmSent = (state: Conversation, command: Command<"ConfirmSent">, facts: Facts): Decision => {
  const message = state.outgoing.get(command.messageId)
  if (!maySee(state, command.by)) return unseen
  if (!message) return noSuchMessage
  if (!mayUse(state, command.by, facts)) return readOnly
  return message.unconfirmed ? Result.succeed([statusChanged(command.messageId, "sent", facts.now)]) : nothing
}

export const cancel = (state: Conversation, command: Command<"Cancel">, facts: Facts): Decision => {
  const message = state.outgoing.get(command.messageId)
  if (!maySee(state, command.by)) return unseen
  if (!message) return noSuchMessage
  if (!mayUse(state, command.by, facts)) {
    return refuse("sender_not_yours", "This Sender ID is not shared with you.")
  }
  if (message.status === "cancelled") return nothing
  if (!mayBecome(message.status, "cancelled")) {
    return refuse("not_queued", "This message has been handed to the network and can no longer be cancelled.")
  }
  return Result.succeed([statusChanged(command.messageId, "cancelled", facts.now)])
}

const postponed = (messageId: MessageId, wait: Waiting | null, at: number): ConversationEvent => ({
  _tag: "DispatchPostponed",
  at,
  messageId,
  wait,
})

/**
 * SEND-5: only the first in line may be claimed, and none while one is on its way. WIN-4, OPT-1, HOURS-2: everything is judged
 * again; what may no longer go ends here with its reason, and what has to wait holds up what was written after it.
 */
export const claim = (state: Conversation, command: Command<"Claim">, facts: Facts): Decision => {
  const { now } = facts
  const events: Array<ConversationEvent> = []
  let windowClosed = false
  for (const [messageId, message] of claimLine(state, now)) {
    const verdict = handOverVerdict(factsAbout(state, message, facts), now)
    if (verdict._tag === "Wait") {
      const wait = waitingOf(verdict)
      if (!sameWait(message.wait, wait)) events.push(postponed(messageId, wait, now))
      break
    }
    if (verdict._tag === "Go") {
      if (!command.despitePause && message.retryAt !== null && message.retryAt > now) break
      const { attempt } = message
      events.push({ _tag: "DispatchStarted", at: now, messageId, attempt: attempt + 1, node: command.node })
      break
    }
    const status = verdict._tag === "OptedOut" ? "cancelled" : "failed"
    events.push(statusChanged(messageId, status, now, { error: notSentFor(verdict) }))
    windowClosed ||= verdict._tag === "WindowClosed"
  }
  return Result.succeed(
    windowClosed
      ? [...events, {
        _tag: "WindowClosed",
        seq: state.lastSeq + 1,
        at: Math.max(now, state.lastActivityAt),
        source: "time",
      }]
      : events,
  )
}

/** HOURS-3: what waits is told its new time; what may go now is found by the next claim. */
export const reschedule = (state: Conversation, facts: Facts): Decision =>
  Result.succeed(
    dispatchQueue(state).flatMap(([messageId, message]) => {
      if (message.status !== "queued") return []
      const wait = waitingOf(handOverVerdict(factsAbout(state, message, facts), facts.now))
      return sameWait(message.wait, wait) ? [] : [postponed(messageId, wait, facts.now)]
    }),
  )
