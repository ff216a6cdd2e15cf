import { PgClient } from "@effect/sql-pg"
import { Effect, Stream } from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import { mayBecome, type MessageStatus } from "../../domain/conversation/MessageStatus.ts"
import type { StatusUpdate } from "./ChannelAdapter.ts"
import { ChannelInbox } from "./ChannelInbox.ts"
import type { ListedIncoming, MessageList, MessagePage } from "./MessageList.ts"
import type { ProviderAccount } from "./ProviderAccount.ts"

/** A stretch of a provider's list, epoch milliseconds. Customers' messages count only `before` a moment. */
export interface Stretch {
  readonly from: number
  readonly to: number
  readonly before: number
}

/** Statuses of a page that are news to us. */
const newsIn = Effect.fnUntraced(function* (account: ProviderAccount, { outgoing }: MessagePage) {
  const sql = yield* PgClient.PgClient
  const updates = outgoing.flatMap(({ update }) => update ? [update] : [])
  if (updates.length === 0) return []
  const rows = yield* sql<{
    readonly conversationId: ConversationId
    readonly messageId: MessageId
    readonly providerId: string
    readonly status: MessageStatus
  }>`SELECT conversation_id, message_id, provider_id, status FROM deliveries
    WHERE account_id = ${account.id} AND provider_id = ANY(${
    updates.map(({ providerId }) => providerId)
  }::text[])`
  const known = new Map(rows.map((row) => [row.providerId, row]))
  return updates.flatMap((update): ReadonlyArray<StatusUpdate> => {
    const row = known.get(update.providerId)
    return row && mayBecome(row.status, update.status)
      ? [{ ...update, message: { conversationId: row.conversationId, messageId: row.messageId } }]
      : []
  })
})

const timeOf = ({ message }: ListedIncoming): number => message.providerAt ?? 0

/**
 * Takes what a stretch of the list has and the desk does not: statuses page by page, customers' messages in the order in
 * which they were written. `young`: there is something that its webhook may still bring.
 */
export const takeListed = Effect.fn("takeListed")(function* (
  account: ProviderAccount,
  list: MessageList,
  { before, from, to }: Stretch,
) {
  const inbox = yield* ChannelInbox
  const missed: Array<ListedIncoming> = []
  let young = false
  yield* list.between(account, from, to).pipe(
    Stream.runForEach((page) =>
      Effect.gen(function* () {
        yield* inbox.accept(account, yield* newsIn(account, page))
        const within = page.incoming.filter((one) => timeOf(one) >= from)
        const missing = yield* inbox.missing(account, within.map(({ message }) => message))
        const unknown = within.filter(({ message }) => missing.has(message.providerId))
        missed.push(...unknown.filter((one) => timeOf(one) < before))
        young ||= unknown.some((one) => timeOf(one) >= before)
      })
    ),
  )
  for (const { whole } of missed.toSorted((a, b) => timeOf(a) - timeOf(b))) {
    yield* inbox.accept(account, [yield* whole])
  }
  return { taken: missed.length, young }
})
