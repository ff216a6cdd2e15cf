import { Effect, Result } from "effect"
import type { Aside } from "../../domain/conversation/Aside.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import type { Draft } from "../../domain/draft/Draft.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { MessageHits, MessageSearch } from "../../domain/rpc/InboxRpcs.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type { Upload } from "../../domain/media/Upload.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { AskError, CallError, DeskLink, LiveClient } from "../rpc/DeskLink.ts"
import { deskId } from "./deskId.ts"
import { newMessageId } from "./newMessageId.ts"
import type { RowTable } from "./RowTable.ts"

export type Answer<A> = Promise<Result.Result<A, AskError>>

/** A conversation to start, or to go on with where there is one with that number. */
export interface StartConversation {
  readonly senderId: SenderId
  readonly to: string
  readonly name: string | null
  readonly messageId: MessageId
  readonly text: string
  /** Files that go with it; they are at the desk already. */
  readonly uploads: ReadonlyArray<Upload>
}

/** What the desk asks for about one conversation. The row that comes back is in the table at once. */
export interface DeskCalls {
  /** Brings the row of a conversation that no list has brought. */
  readonly fetchRow: (id: ConversationId) => Answer<InboxRow>
  /** Messages with these words, newest first; their rows are in the table. */
  readonly searchMessages: (search: MessageSearch) => Answer<MessageHits>
  /** Who may see a conversation, and so be mentioned in a note. */
  readonly readers: (id: ConversationId) => Answer<ReadonlyArray<UserId>>
  readonly fetchDrafts: () => Answer<ReadonlyArray<Draft>>
  /** Saves what follows the version that it names, or gives what another desk saved meanwhile. */
  readonly saveDraft: (draft: Draft) => Answer<{ readonly saved: boolean; readonly draft: Draft }>
  readonly start: (start: StartConversation) => Answer<InboxRow>
  readonly cancel: (id: ConversationId, messageId: MessageId) => Answer<InboxRow>
  /** Sends what failed or was never confirmed, as a new message (SEND-4); the feed brings it. */
  readonly sendAgain: (id: ConversationId, of: MessageId) => Answer<InboxRow>
  readonly confirmSent: (id: ConversationId, messageId: MessageId) => Answer<InboxRow>
  readonly markRead: (id: ConversationId, seq: number, user: UserId) => Answer<InboxRow>
  readonly putAside: (id: ConversationId, aside: Aside) => Answer<InboxRow>
  readonly bringBack: (id: ConversationId) => Answer<InboxRow>
  readonly markUnread: (id: ConversationId, user: UserId) => Answer<InboxRow>
}

export const createDeskCalls = (link: DeskLink, rows: RowTable): DeskCalls => {
  const ask = async (call: (client: LiveClient) => Effect.Effect<InboxRow, CallError>): Answer<InboxRow> => {
    const result = await link.askLive(call)
    if (Result.isSuccess(result)) rows.put(result.success)
    return result
  }
  return {
    searchMessages: async (search) => {
      const result = await link.askLive((client) => client["Inbox.searchMessages"](search))
      if (Result.isSuccess(result)) { for (const { row } of result.success.hits) rows.put(row) }
      return result
    },
    fetchDrafts: () => link.askLive((client) => client["Draft.list"]()),
    saveDraft: (draft) => link.askLive((client) => client["Draft.save"]({ desk: deskId, draft })),
    readers: (id) => link.askLive((client) => client["Conversation.readers"]({ id })),
    fetchRow: (id) => ask((client) => client["Conversation.get"]({ id })),
    start: ({ uploads, ...start }) => {
      const [first, ...rest] = uploads.map(({ id }) => id)
      return ask((client) =>
        first === undefined
          ? client["Conversation.start"](start)
          : client["Media.start"]({ ...start, uploads: [first, ...rest] })
      )
    },
    sendAgain: (id, of) =>
      ask((client) =>
        Effect.andThen(
          client["Conversation.sendAgain"]({ id, of, messageId: newMessageId() }),
          client["Conversation.get"]({ id }),
        )
      ),
    confirmSent: (id, messageId) => ask((client) => client["Conversation.confirmSent"]({ id, messageId })),
    cancel: (id, messageId) => ask((client) => client["Conversation.cancel"]({ id, messageId })),
    markRead: (id, seq, user) => ask((client) => client["Conversation.markRead"]({ id, seq, user })),
    putAside: (id, aside) => ask((client) => client["Conversation.putAside"]({ id, aside })),
    bringBack: (id) => ask((client) => client["Conversation.bringBack"]({ id })),
    markUnread: (id, user) => ask((client) => client["Conversation.markUnread"]({ id, user })),
  }
}
