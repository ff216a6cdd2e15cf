import {
  type Conversation,
  inboxShare,
  type Outgoing,
  unreadOf,
} from "../../domain/conversation/Conversation.ts"
import { evolve } from "../../domain/conversation/evolve.ts"
import {
  type ConversationEvent,
  isTimelineEvent,
  type TimelineEvent,
} from "../../domain/conversation/ConversationEvent.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { endOfBotSilence } from "../../domain/conversation/decideBot.ts"
import { endOfSnooze } from "../../domain/conversation/Aside.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import type { UserId } from "../../domain/user/User.ts"
import { type CampaignEvent, campaignEventsOf } from "../campaigns/campaignEvents.ts"
import { inboundMessageIdOf } from "./conversationIdOf.ts"
import type { BotDeliveryRow } from "../bots/BotQueue.ts"
import { type LabelPlaceChanges, labelPlaceChanges } from "../labels/labelPlaces.ts"
import type { DueJob } from "../jobs/DueJobs.ts"
import type { PermissionRecord } from "../consent/permissionStatement.ts"

/** A customer's message that another one is about. */
export interface ReplacedMessage {
  readonly messageId: MessageId
  readonly providerId: string
  /** The message that says so. */
  readonly by: MessageId
  /** What it says now; null where it was taken back. */
  readonly text: string | null
}

const replacedBy = (event: ConversationEvent): ReadonlyArray<ReplacedMessage> => {
  if (event._tag !== "MessageReceived" || event.content.quote === undefined) return []
  const { kind, quote: { providerId }, text } = event.content
  if (kind !== "edited" && kind !== "deleted") return []
  const messageId = inboundMessageIdOf(event.accountId, providerId)
  return [{ messageId, providerId, by: event.messageId, text: kind === "edited" ? text : null }]
}

/** Everything that one decision writes, as the journal's statement reads it. Keys are the tables' columns. */
export interface ConversationCommit {
  readonly id: string
  /** The version that this commit follows. */
  readonly expected: number
  readonly row: Readonly<Record<string, unknown>>
  readonly items: ReadonlyArray<Readonly<Record<string, unknown>>>
  readonly deliveries: ReadonlyArray<Readonly<Record<string, unknown>>>
  readonly members: ReadonlyArray<Readonly<Record<string, unknown>>>
  readonly counts: ReadonlyArray<
    { readonly user_id: string; readonly sender_id: string; readonly delta: number }
  >
  /** What is to be woken later: one job for each message that has a new time to go at, for a snooze, and for a bot's silence. */
  readonly dueJobs: ReadonlyArray<DueJob>
  /** Messages that a bot is to be told of (BOT-1). */
  readonly forBot: ReadonlyArray<BotDeliveryRow>
  /** CONTACT-6: the content of every item before this one is gone with the commit; null but when a person is erased. */
  readonly erasedBefore: number | null
  /** What customers took back or wrote anew: what was there before is gone with the commit (HOOK-7). */
  readonly replaced: ReadonlyArray<ReplacedMessage>
  /** The number's permission on which the commit was decided, where it must still be that one; else null (OPT-1). */
  readonly permissionVersion: number | null
  /** What the commit says of the number, whatever the Sender ID; null but for an opt-out or opt-in that was made here. */
  readonly permission: PermissionRecord | null
  /** What campaigns are told of their messages, to be counted after the commit (CAMP-2). */
  readonly campaignEvents: ReadonlyArray<CampaignEvent>
  /** Where it stands in lists under labels (LIFE-3). */
  readonly labelPlaces: LabelPlaceChanges
  /** What open desks are told: which items changed, who no longer sees it, whose unread counts moved. */
  readonly feed: {
    readonly seqs: ReadonlyArray<number>
    readonly gone_for: ReadonlyArray<string>
    readonly counted_for: ReadonlyArray<string>
  }
}

const time = (millis: number | null): string | null => millis === null ? null : new Date(millis).toISOString()

const rowOf = (state: Conversation): ConversationCommit["row"] => ({
  workspace_id: state.workspaceId,
  sender_id: state.senderId,
  channel: state.channel,
  address: state.address,
  reply_to: state.replyTo,
  profile_name: state.profileName,
  version: state.version,
  last_seq: state.lastSeq,
  begun: state.begun,
  inbound_count: state.inboundCount,
  last_inbound_seq: state.lastInboundSeq,
  last_inbound_at: time(state.lastInboundAt),
  window_closed_at: time(state.windowClosedAt),
  last_activity_at: time(state.lastActivityAt),
  waiting_since: time(state.waitingSince),
  preview: state.preview,
  owner_id: state.owner,
  assigned_to: state.assigned?.user ?? null,
  assigned_seq: state.assigned?.seq ?? null,
  last_sender_id: state.lastSender?.user ?? null,
  last_sender_seq: state.lastSender?.seq ?? null,
  aside: state.aside?.how ?? "no",
  snoozed_until: time(endOfSnooze(state.aside)),
  labels: state.labels,
  bot: state.bot,
  last_bot: state.lastBot,
  opted_out_at: time(state.optedOutAt),
  helped_at: time(state.helpedAt),
  owner_unread: inboxShare(state)?.unread ?? 0,
})

const itemOf = (
  event: TimelineEvent,
  version: number,
  inboundNumber: number,
  toBot: boolean,
): Readonly<Record<string, unknown>> => {
  const item = {
    seq: event.seq,
    kind: event._tag,
    at: time(event.at),
    version,
    inbound_number: inboundNumber,
  }
  switch (event._tag) {
    case "MessageReceived":
      return {
        ...item,
        message_id: event.messageId,
        direction: "in",
        content: event.content,
        provider_id: event.providerId,
        provider_at: time(event.providerAt),
        // NOTIFY-4: nobody else is told of it.
        ...(toBot ? { detail: { toBot } } : {}),
      }
    case "MessageWritten":
      return {
        ...item,
        message_id: event.messageId,
        direction: "out",
        author: event.author,
        content: event.content,
      }
    case "CampaignWritten":
      return {
        ...item,
        kind: "MessageWritten",
        message_id: event.messageId,
        direction: "out",
        content: event.content,
        detail: { campaign: event.campaign },
      }
    case "BotWritten":
      return {
        ...item,
        kind: "MessageWritten",
        message_id: event.messageId,
        direction: "out",
        content: event.content,
        detail: { bot: event.bot },
      }
    case "MessageEchoed":
      return {
        ...item,
        message_id: event.messageId,
        direction: "out",
        content: event.content,
        provider_id: event.providerId,
        provider_at: time(event.providerAt),
      }
    case "NoteWritten":
      return {
        ...item,
        message_id: event.noteId,
        author: event.author,
        content: textContent(event.text),
        detail: { mentions: event.mentions },
      }
    case "AnsweredKeyword":
      return {
        ...item,
        kind: "MessageWritten",
        message_id: event.messageId,
        direction: "out",
        content: event.content,
        detail: { answers: event.answers },
      }
    case "TakenOver":
      return { ...item, detail: { from: event.from, to: event.to } }
    case "BotStarted":
      return { ...item, detail: { bot: event.bot, by: event.by } }
    case "BotEnded":
      return { ...item, detail: { bot: event.bot, how: event.how, by: event.by, reason: event.reason } }
    case "Assigned":
      return { ...item, detail: { to: event.to, by: event.by } }
    case "Erased":
      return { ...item, detail: { by: event.by } }
    case "ContactSaved":
      return { ...item, detail: { by: event.by, change: event.change } }
    case "TranscriptExported":
      return { ...item, message_id: event.exportId, detail: { by: event.by, format: event.format } }
    case "PutAside":
      return { ...item, detail: { by: event.by, aside: event.aside } }
    case "BroughtBack":
      return { ...item, detail: { how: event.how, by: event.by } }
    case "Labelled":
      return { ...item, detail: { by: event.by, label: event.label, on: event.on } }
    case "OptedOut":
    case "OptedIn":
      return { ...item, detail: { source: event.source, by: event.by } }
    case "WindowClosed":
      return { ...item, detail: { source: event.source } }
  }
}

const deliveryOf = (
  messageId: MessageId,
  message: Outgoing,
  version: number,
  accountId: string,
): Readonly<Record<string, unknown>> => ({
  message_id: messageId,
  seq: message.seq,
  version,
  account_id: accountId,
  status: message.status,
  attempt: message.attempt,
  node: message.node,
  scheduled_at: time(message.scheduledAt),
  due_at: time(message.wait?.until ?? null),
  waits_for: message.wait?.why ?? null,
  retry_at: time(message.retryAt),
  unconfirmed: message.unconfirmed,
  provider_id: message.providerId,
  sent_at: time(message.sentAt),
  error: message.error,
})

/** INBOX-10: how the unread counts of inboxes change, so that they are kept and never recounted. */
const countsOf = (before: Conversation, after: Conversation): ConversationCommit["counts"] => {
  const deltas = new Map<UserId, number>()
  const add = (share: ReturnType<typeof inboxShare>, sign: 1 | -1) => {
    if (share) deltas.set(share.owner, (deltas.get(share.owner) ?? 0) + sign * share.unread)
  }
  add(inboxShare(before), -1)
  add(inboxShare(after), 1)
  return [...deltas]
    .filter(([, delta]) => delta !== 0)
    .map(([user_id, delta]) => ({ user_id, sender_id: after.senderId, delta }))
}

/** Members to write: who changed, and who took part where what their Sent Messages shows or is ordered by did (INBOX-7). */
const changedMembers = (before: Conversation, after: Conversation) => {
  const moved = before.lastActivityAt !== after.lastActivityAt || before.inboundCount !== after.inboundCount
  return [...after.members].filter(([id, member]) =>
    before.members.get(id) !== member || (moved && member.tookPart)
  )
}

/** What must not be written on an outdated permission: what sends, and what changes the permission. */
const dependsOnPermission = (event: ConversationEvent): boolean => sends.has(event._tag) || isSaidHere(event)
const sends: ReadonlySet<ConversationEvent["_tag"]> = new Set([
  "MessageWritten",
  "CampaignWritten",
  "BotWritten",
  "AnsweredKeyword",
  "DispatchStarted",
])

const isSaidHere = (
  event: ConversationEvent,
): event is Extract<ConversationEvent, { readonly _tag: "OptedOut" | "OptedIn" }> =>
  (event._tag === "OptedOut" || event._tag === "OptedIn") && !event.elsewhere

const permissionOf = (
  { address, channel, id, workspaceId }: Conversation,
  events: ReadonlyArray<ConversationEvent>,
): PermissionRecord | null => {
  const said = events.find(isSaidHere)
  if (!said) return null
  const optedOut = said._tag === "OptedOut"
  return {
    workspaceId,
    channel,
    address,
    what: optedOut ? "opted_out" : "opted_in",
    origin: said.source,
    at: said.at,
    source: null,
    proof: null,
    by: said.by,
    conversationId: id,
    providerHolds: optedOut && said.providerHolds,
  }
}

/** What came in for the bot; and where an agent starts one while the customer waits, what they wrote last. */
const forBotOf = (
  before: Conversation,
  after: Conversation,
  events: ReadonlyArray<ConversationEvent>,
): ReadonlyArray<BotDeliveryRow> => {
  const { bot, id, workspaceId } = after
  if (bot === null) return []
  const seqs = events.flatMap((event) => {
    if (event._tag === "MessageReceived") return [event.seq]
    const waits = event._tag === "BotStarted" && event.by !== null && before.waitingSince !== null
    return waits ? [before.lastInboundSeq] : []
  })
  return seqs.map((seq) => ({ workspaceId, conversationId: id, botId: bot.id, turn: bot.seq, seq }))
}

const dueJobOf = ({ id }: Conversation, event: ConversationEvent): ReadonlyArray<DueJob> => {
  const wakesAt = event._tag === "PutAside" ? endOfSnooze(event.aside) : null
  if (wakesAt !== null) return [{ conversationId: id, messageId: null, dueAt: wakesAt }]
  if (!("wait" in event)) return []
  const dueAt = event.wait?.until ?? null
  return dueAt === null ? [] : [{ conversationId: id, messageId: event.messageId, dueAt }]
}

/** BOT-1: one job for each time that the customer begins to wait for a bot. */
const silenceJobOf = (before: Conversation, after: Conversation): ReadonlyArray<DueJob> => {
  const dueAt = endOfBotSilence(after)
  return dueAt === null || dueAt === endOfBotSilence(before)
    ? []
    : [{ conversationId: after.id, messageId: null, dueAt }]
}

/** CONV-4: as many items of before a conversation began are told with its beginning; whoever opens it reads them all. */
const toldAtBeginningMax = 50

/** The conversation after some events, one version on, and what to write so that the database says the same. */
export const commitOf = (
  before: Conversation,
  events: ReadonlyArray<ConversationEvent>,
  accountId: string,
  permissionVersion: number,
): { readonly after: Conversation; readonly commit: ConversationCommit } => {
  const version = before.version + 1
  const items: Array<Readonly<Record<string, unknown>>> = []
  let state = before
  const toBot = events.reduce(evolve, before).bot !== null
  for (const event of events) {
    state = evolve(state, event)
    if (isTimelineEvent(event)) items.push(itemOf(event, version, state.inboundCount, toBot))
  }
  const after: Conversation = { ...state, version }
  const deliveries = [...after.outgoing].filter(([id, message]) => before.outgoing.get(id) !== message)
  const goneFor =
    before.owner !== null && before.owner !== after.owner && !after.members.get(before.owner)?.tookPart
      ? [before.owner]
      : []
  // CONV-4: with the item that begins it everybody is told of those before.
  const unseen = before.begun ? 0 : before.lastSeq
  const seqs = new Set([
    ...Array.from({ length: Math.min(unseen, toldAtBeginningMax) }, (_, n) => unseen - n),
    ...events.filter(isTimelineEvent).map((event) => event.seq),
    ...deliveries.map(([, message]) => message.seq),
  ])
  const counts = countsOf(before, after)
  return {
    after,
    commit: {
      id: after.id,
      expected: before.version,
      row: rowOf(after),
      items,
      deliveries: deliveries.map(([id, message]) => deliveryOf(id, message, version, accountId)),
      members: changedMembers(before, after).map(([user_id, member]) => ({
        user_id,
        read_inbound: member.readInbound,
        marked_unread: member.markedUnread,
        took_part: member.tookPart,
        pinned: member.pinned,
        unread: unreadOf(after, user_id),
      })),
      counts,
      permissionVersion: events.some(dependsOnPermission) ? permissionVersion : null,
      permission: permissionOf(after, events),
      campaignEvents: campaignEventsOf(before, after, events),
      labelPlaces: labelPlaceChanges(before, after),
      forBot: forBotOf(before, after, events),
      dueJobs: [...events.flatMap((event) => dueJobOf(after, event)), ...silenceJobOf(before, after)],
      erasedBefore: events.find((event) => event._tag === "Erased")?.seq ?? null,
      replaced: events.flatMap(replacedBy),
      feed: {
        seqs: [...seqs].sort((a, b) => a - b),
        gone_for: goneFor,
        counted_for: counts.map((count) => count.user_id),
      },
    },
  }
}
