import { Result } from "effect"
import { type Accessor, createSignal } from "solid-js"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import type { TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import type { Upload } from "../../domain/media/Upload.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { AskError } from "../rpc/DeskLink.ts"
import { retryDelay } from "../rpc/retryDelay.ts"

/** A message or note that the server has not confirmed yet, or has refused. */
export interface OutboxEntry {
  readonly messageId: MessageId
  readonly conversationId: ConversationId
  /** Who wrote it: another user of the same browser does not send it. */
  readonly userId: UserId
  readonly text: string
  /** Only of a private note (NOTE-1): whom it mentions. Anything else is a message to the customer. */
  readonly mentions?: ReadonlyArray<UserId>
  /** Which message it answers (HOOK-7). */
  readonly quoted?: MessageId
  /** Files that go with it; they are at the desk already (MEDIA-1). */
  readonly uploads?: ReadonlyArray<Upload>
  /** The time that was chosen for it, epoch milliseconds; without one it goes as soon as it may (SEND-12). */
  readonly goesAt?: number
  /** When it was written, epoch milliseconds. */
  readonly at: number
  /** Why the server will not send it; null while it waits. */
  readonly refusal: string | null
}

/** Where entries survive a reload. */
export interface OutboxStorage {
  readonly load: (userId: UserId) => Promise<ReadonlyArray<OutboxEntry>>
  readonly put: (entry: OutboxEntry) => Promise<void>
  readonly remove: (messageId: MessageId) => Promise<void>
}

export interface OutboxOptions {
  readonly storage: OutboxStorage
  readonly send: (entry: OutboxEntry) => Promise<Result.Result<TimelineItem, AskError>>
  readonly onSent: (entry: OutboxEntry, item: TimelineItem) => void
}

export interface Outbox {
  readonly entries: Accessor<ReadonlyArray<OutboxEntry>>
  readonly restore: (userId: UserId) => Promise<void>
  readonly add: (entry: OutboxEntry) => Promise<void>
  /** Takes it out: the server has it, or the agent gave it up. */
  readonly remove: (messageId: MessageId) => void
  /** Sends what waits, in the order in which it was written; each with its own id, so that twice is once (SEND-6). */
  readonly flush: () => void
  readonly close: () => void
}

export const createOutbox = (options: OutboxOptions): Outbox => {
  const [entries, setEntries] = createSignal<ReadonlyArray<OutboxEntry>>([])
  const sending = new Set<ConversationId>()
  const timers = new Set<ReturnType<typeof setTimeout>>()
  let closed = false

  const remove = (messageId: MessageId) => {
    if (!entries().some((entry) => entry.messageId === messageId)) return
    setEntries((all) => all.filter((entry) => entry.messageId !== messageId))
    void options.storage.remove(messageId)
  }

  const refuse = (entry: OutboxEntry, refusal: string) => {
    const refused = { ...entry, refusal }
    setEntries((all) => all.map((it) => it.messageId === entry.messageId ? refused : it))
    void options.storage.put(refused)
  }

  const later = (conversationId: ConversationId, attempt: number) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      void drain(conversationId, attempt + 1)
    }, retryDelay(attempt, Math.random()))
    timers.add(timer)
  }

  /** One at a time and in order: the next goes when the one before it was taken or refused. */
  const drain = async (conversationId: ConversationId, attempt: number): Promise<void> => {
    if (sending.has(conversationId) || closed) return
    sending.add(conversationId)
    let tries = attempt
    while (!closed) {
      const head = entries().find((entry) =>
        entry.conversationId === conversationId && entry.refusal === null
      )
      if (!head) break
      const result = await options.send(head)
      if (Result.isSuccess(result)) {
        tries = 1
        options.onSent(head, result.success)
        remove(head.messageId)
      } else if (result.failure._tag === "Refusal") refuse(head, result.failure.message)
      else {
        // Without a connection the next one flushes; a server that could not answer is asked again.
        if (result.failure._tag === "Unavailable") later(conversationId, tries)
        break
      }
    }
    sending.delete(conversationId)
  }

  return {
    entries,
    restore: async (userId) => {
      const stored = await options.storage.load(userId)
      setEntries((all) => {
        const known = new Set(all.map((entry) => entry.messageId))
        return [...stored.filter((entry) => !known.has(entry.messageId)), ...all].sort((a, b) => a.at - b.at)
      })
    },
    add: async (written) => {
      // The desk's clock stands still for a second, and a reload sorts by it: none may be as early as the one before.
      const entry = { ...written, at: Math.max(written.at, (entries().at(-1)?.at ?? 0) + 1) }
      setEntries((all) => [...all, entry])
      await options.storage.put(entry)
      await drain(entry.conversationId, 1)
    },
    remove,
    flush: () => {
      for (const id of new Set(entries().map((entry) => entry.conversationId))) void drain(id, 1)
    },
    close: () => {
      closed = true
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
