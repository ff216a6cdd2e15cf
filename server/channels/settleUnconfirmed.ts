import { PgClient } from "@effect/sql-pg"
import { Clock, Effect } from "effect"
import type { Address } from "../../domain/contact/Address.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { DispatchOutcome } from "../../domain/conversation/ConversationCommand.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import { notSentText } from "../../domain/sending/notSentText.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import { Conversations } from "../conversations/Conversations.ts"
import type { ListedOutgoing, MessageList } from "./MessageList.ts"
import type { ProviderAccount } from "./ProviderAccount.ts"

/** At a time: an outage leaves few, since each conversation has one message on its way. */
const unconfirmedMax = 200
/** Older ones an agent has seen to. */
const daysMax = 3
/** What our clock and the provider's may differ. */
const skewMillis = 60_000
/** A provider that had a call has it in its list by then; only what is not there twice so far apart was never taken. */
export const notTakenAfterMillis = 90_000

interface Unconfirmed {
  readonly conversationId: ConversationId
  readonly messageId: MessageId
  readonly attempt: number
  readonly channel: Channel
  readonly customer: Address
  /** The address of the Sender ID. */
  readonly sender: string
  readonly text: string
  readonly writtenAt: number
  /** Something else of the conversation is on its way: what is listed may be that. */
  readonly busy: boolean
}

const notTaken: DispatchOutcome = {
  _tag: "Rejected",
  error: { code: "not_taken", class: "transient", text: notSentText.notTaken },
}

const wordsOf = (text: string): string => text.replaceAll(/\s+/g, " ").trim()

/** Since when messages are missing in a provider's list, epoch milliseconds, by our id. */
export type MissingSince = Map<MessageId, number>

const takenOutcome = ({ providerId }: ListedOutgoing): DispatchOutcome => ({ _tag: "Accepted", providerId })

/** What the provider has of one customer that no message of ours is known to be. */
const strangersIn = Effect.fnUntraced(function* (
  account: ProviderAccount,
  listed: ReadonlyArray<ListedOutgoing>,
) {
  const sql = yield* PgClient.PgClient
  const ids = listed.map(({ providerId }) => providerId)
  const rows = yield* sql<{ readonly providerId: string }>`
    SELECT provider_id FROM deliveries WHERE account_id = ${account.id} AND provider_id = ANY(${ids}::text[])`
  const known = new Set(rows.map(({ providerId }) => providerId))
  return listed.filter(({ providerId }) => !known.has(providerId))
    .toSorted((a, b) => a.createdAt - b.createdAt)
})

/**
 * What became of messages of one conversation, where it can be told for sure: as many of the same words are listed as
 * nobody confirmed, or nothing at all that could be one of them, twice and a while apart.
 */
const verdictsOn = (
  messages: ReadonlyArray<Unconfirmed>,
  strangers: ReadonlyArray<ListedOutgoing>,
  missingSince: MissingSince,
  now: number,
): ReadonlyArray<readonly [Unconfirmed, DispatchOutcome]> => {
  if (strangers.length === 0) {
    return messages.flatMap((message) => {
      const since = missingSince.get(message.messageId)
      if (since === undefined) missingSince.set(message.messageId, now)
      return since !== undefined && now - since >= notTakenAfterMillis ? [[message, notTaken] as const] : []
    })
  }
  for (const { messageId } of messages) missingSince.delete(messageId)
  const byWords = Map.groupBy(messages, ({ text }) => wordsOf(text))
  return [...byWords].flatMap(([words, same]) => {
    const found = strangers.filter(({ senders, text }) =>
      wordsOf(text) === words && same.every(({ sender }) => senders.includes(sender))
    )
    if (found.length !== same.length) return []
    return same.flatMap((message, n) => {
      const one = found[n]
      return one ? [[message, takenOutcome(one)] as const] : []
    })
  })
}

/**
 * SEND-7, HOOK-5: settles by the provider's list what nobody confirmed; what cannot be told for sure stays as it is, for
 * the callback or an agent. Gives how many were settled; their status follows from the list like any other's.
 */
export const settleUnconfirmed = Effect.fn("settleUnconfirmed")(function* (
  account: ProviderAccount,
  list: MessageList,
  missingSince: MissingSince,
) {
  const sql = yield* PgClient.PgClient
  const conversations = yield* Conversations
  const now = yield* Clock.currentTimeMillis
  const rows = yield* sql<Unconfirmed>`
    SELECT d.conversation_id, d.message_id, d.attempt, c.channel, c.reply_to AS customer, s.address AS sender, i.content ->> 'text' AS text,
      (extract(epoch FROM i.at) * 1000)::float8 AS written_at,
      EXISTS (SELECT FROM deliveries o WHERE o.conversation_id = d.conversation_id AND o.status = 'dispatching'
        AND NOT o.unconfirmed) AS busy
    FROM deliveries d JOIN conversations c ON c.id = d.conversation_id
    JOIN senders s ON s.id = c.sender_id
    JOIN items i ON i.conversation_id = d.conversation_id AND i.seq = d.seq
    WHERE d.account_id = ${account.id} AND d.unconfirmed AND d.status = 'dispatching'
      AND i.at > now() - make_interval(days => ${daysMax})
    ORDER BY i.at LIMIT ${unconfirmedMax}`
  const open = new Set(rows.map(({ messageId }) => messageId))
  for (const id of missingSince.keys()) if (!open.has(id)) missingSince.delete(id)
  let settled = 0
  for (const [id, messages] of Map.groupBy(rows, ({ conversationId }) => conversationId)) {
    const [first] = messages
    if (first === undefined || first.busy) continue
    const since = Math.min(...messages.map(({ writtenAt }) => writtenAt)) - skewMillis
    const listed = yield* list.sentTo(account, first.channel, first.customer, since)
    const strangers = yield* strangersIn(account, listed)
    for (const [{ attempt, messageId }, outcome] of verdictsOn(messages, strangers, missingSince, now)) {
      const command = { _tag: "ReportDispatch", messageId, attempt, outcome } as const
      yield* conversations.execute(id, account.workspaceId, command)
      settled += 1
    }
  }
  return settled
})
