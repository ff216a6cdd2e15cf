import { Effect } from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { MessageContent } from "../../domain/conversation/MessageContent.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import { senderNotShared } from "../../domain/conversation/Refusal.ts"
import type { MediaUploadId } from "../../domain/media/Upload.ts"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { makeConversationHandlers, type NewConversation } from "../rpc/ConversationHandlers.ts"
import { MediaFiles } from "./MediaFiles.ts"

/** A message with files: what was put in before, and words beside it that may be none. */
export interface MediaRequest {
  readonly uploads: ReadonlyArray<MediaUploadId>
  readonly text: string
  readonly quoted?: MessageId
}

export interface NewMediaConversation extends Omit<NewConversation, "content"> {
  readonly request: MediaRequest
}

/** Sending files, as the RPCs and the REST API both do it. */
export const makeMediaHandlers = Effect.gen(function* () {
  const conversation = yield* makeConversationHandlers
  const files = yield* MediaFiles
  const inbox = yield* Inbox

  const contentOf = Effect.fnUntraced(function* (
    senderId: SenderId,
    conversationId: ConversationId,
    messageId: MessageId,
    { quoted, text, uploads }: MediaRequest,
  ) {
    const viewer = yield* CurrentUser
    const carrier = yield* conversation.carrierOf(senderId)
    const media = yield* files.attach(viewer, carrier, { conversationId, messageId }, uploads)
    const words = yield* conversation.answering(conversationId, text, quoted ?? null)
    const content: MessageContent = { ...words, kind: "media", media }
    return content
  })

  const send = Effect.fnUntraced(
    function* (id: ConversationId, messageId: MessageId, request: MediaRequest, at?: number) {
      const { senderId, sent } = yield* conversation.writtenTo(id, messageId)
      if (sent) return sent
      const content = yield* contentOf(senderId, id, messageId, request)
      return yield* conversation.send(id, messageId, content, at)
    },
  )

  const start = Effect.fnUntraced(function* ({ request, ...wanted }: NewMediaConversation) {
    const viewer = yield* CurrentUser
    const { id, maySend, sender } = yield* conversation.target(wanted)
    if (!maySend) return yield* senderNotShared
    if (yield* conversation.sentBefore(id, wanted.messageId)) return yield* inbox.row(viewer, id)
    const content = yield* contentOf(sender.id, id, wanted.messageId, request)
    return yield* conversation.start({ ...wanted, content })
  })

  return { send, start }
})
