import { Effect } from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import { senderNotShared } from "../../domain/conversation/Refusal.ts"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { Directory } from "../directory/Directory.ts"
import type { MediaUploadId } from "../../domain/media/Upload.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import { MediaFiles } from "../media/MediaFiles.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { makeConversationHandlers, type NewConversation } from "../rpc/ConversationHandlers.ts"
import { type TemplateRequest, TemplateSending } from "./TemplateSending.ts"

/** A template as it is asked for. `upload`: the file of a media header, put in before; null where it has none. */
export interface TemplateAsked extends Omit<TemplateRequest, "file"> {
  readonly upload: MediaUploadId | null
}

export interface NewTemplateConversation extends Omit<NewConversation, "content"> {
  readonly request: TemplateAsked
}

/** Sending templates, as the RPCs and the REST API both do it. */
export const makeTemplateHandlers = Effect.gen(function* () {
  const conversation = yield* makeConversationHandlers
  const directory = yield* Directory
  const inbox = yield* Inbox
  const sending = yield* TemplateSending
  const files = yield* MediaFiles

  const withFile = Effect.fnUntraced(function* (
    conversationId: ConversationId,
    messageId: MessageId,
    { upload, ...request }: TemplateAsked,
    senderId: SenderId,
  ) {
    if (upload === null) return { ...request, file: null }
    const viewer = yield* CurrentUser
    const carrier = yield* conversation.carrierOf(senderId)
    const [file = null] = yield* files.attach(viewer, carrier, { conversationId, messageId }, [upload])
    return { ...request, file }
  })

  const send = Effect.fnUntraced(
    function* (id: ConversationId, messageId: MessageId, request: TemplateAsked, at?: number) {
      const viewer = yield* CurrentUser
      const { address, senderId, sent } = yield* conversation.writtenTo(id, messageId)
      // Whatever has become of its template since.
      if (sent) return sent
      const sender = (yield* directory.snapshot).senders.get(senderId)
      if (!sender) return yield* senderNotShared
      const recipient = { sender, phone: address, name: null }
      const asked = yield* withFile(id, messageId, request, senderId)
      const content = yield* sending.contentOf(viewer, recipient, asked)
      return yield* conversation.send(id, messageId, content, at)
    },
  )

  const start = Effect.fnUntraced(function* ({ request, ...wanted }: NewTemplateConversation) {
    const viewer = yield* CurrentUser
    const { id, maySend, number, sender } = yield* conversation.target(wanted)
    if (!maySend) return yield* senderNotShared
    if (yield* conversation.sentBefore(id, wanted.messageId)) return yield* inbox.row(viewer, id)
    const recipient = { sender, phone: number, name: wanted.name }
    const asked = yield* withFile(id, wanted.messageId, request, sender.id)
    const content = yield* sending.contentOf(viewer, recipient, asked)
    return yield* conversation.start({ ...wanted, content })
  })

  /** What is known of a conversation's customer to fill fields with. */
  const contactOf = Effect.fnUntraced(function* (id: ConversationId) {
    const viewer = yield* CurrentUser
    const row = yield* inbox.row(viewer, id)
    return yield* sending.contactAt(viewer.workspaceId, row.address)
  })

  return { send, start, contactOf }
})
