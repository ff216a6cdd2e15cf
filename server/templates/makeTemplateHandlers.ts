import { Effect } from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import { senderNotShared } from "../../domain/conversation/Refusal.ts"
import type { TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { Timeline } from "../conversations/Timeline.ts"
import { Directory } from "../directory/Directory.ts"
import type { MediaUploadId } from "../../domain/media/Upload.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
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
  const timeline = yield* Timeline
  const files = yield* MediaFiles

  const withFile = Effect.fnUntraced(function* (
    conversationId: ConversationId,
    messageId: MessageId,
    { upload, ...request }: TemplateAsked,
    channel: Channel,
  ) {
    if (upload === null) return { ...request, file: null }
    const viewer = yield* CurrentUser
    const [file = null] = yield* files.attach(viewer, channel, { conversationId, messageId }, [upload])
    return { ...request, file }
  })

  /** SEND-6: a message that is there already is not filled again, whatever has become of its template since. */
  const sentBefore = ({ workspaceId }: CurrentUser["Service"], id: ConversationId, messageId: MessageId) =>
    timeline.message(workspaceId, id, messageId).pipe(
      Effect.catchTag("Refusal", () => Effect.succeed<TimelineItem | null>(null)),
    )

  const send = Effect.fnUntraced(
    function* (id: ConversationId, messageId: MessageId, request: TemplateAsked, at?: number) {
      const viewer = yield* CurrentUser
      const row = yield* inbox.row(viewer, id)
      const before = yield* sentBefore(viewer, id, messageId)
      if (before) return before
      const sender = (yield* directory.snapshot).senders.get(row.senderId)
      if (!sender) return yield* senderNotShared
      const recipient = { sender, phone: row.address, name: null }
      const asked = yield* withFile(id, messageId, request, sender.channel)
      const content = yield* sending.contentOf(viewer, recipient, asked)
      return yield* conversation.send(id, messageId, content, at)
    },
  )

  const start = Effect.fnUntraced(function* ({ request, ...wanted }: NewTemplateConversation) {
    const viewer = yield* CurrentUser
    const { id, maySend, number, sender } = yield* conversation.target(wanted)
    if (!maySend) return yield* senderNotShared
    if (yield* sentBefore(viewer, id, wanted.messageId)) return yield* inbox.row(viewer, id)
    const recipient = { sender, phone: number, name: wanted.name }
    const asked = yield* withFile(id, wanted.messageId, request, sender.channel)
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
