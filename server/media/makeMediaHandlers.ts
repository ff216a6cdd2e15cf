import { Effect } from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { MessageContent } from "../../domain/conversation/MessageContent.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import { senderNotShared } from "../../domain/conversation/Refusal.ts"
import type { TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import type { MediaUploadId } from "../../domain/media/Upload.ts"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import { Timeline } from "../conversations/Timeline.ts"
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
  const timeline = yield* Timeline

  /** SEND-6: of a message that is there already the files are there too. */
  const sentBefore = ({ workspaceId }: CurrentUser["Service"], id: ConversationId, messageId: MessageId) =>
    timeline.message(workspaceId, id, messageId).pipe(
      Effect.catchTag("Refusal", () => Effect.succeed<TimelineItem | null>(null)),
    )

  const contentOf = Effect.fnUntraced(function* (
    channel: Channel,
    conversationId: ConversationId,
    messageId: MessageId,
    { quoted, text, uploads }: MediaRequest,
  ) {
    const viewer = yield* CurrentUser
    const media = yield* files.attach(viewer, channel, { conversationId, messageId }, uploads)
    const words = yield* conversation.answering(conversationId, text, quoted ?? null)
    const content: MessageContent = { ...words, kind: "media", media }
    return content
  })

  const send = Effect.fnUntraced(
    function* (id: ConversationId, messageId: MessageId, request: MediaRequest, at?: number) {
      const viewer = yield* CurrentUser
      const row = yield* inbox.row(viewer, id)
      const before = yield* sentBefore(viewer, id, messageId)
      if (before) return before
      const content = yield* contentOf(row.channel, id, messageId, request)
      return yield* conversation.send(id, messageId, content, at)
    },
  )

  const start = Effect.fnUntraced(function* ({ request, ...wanted }: NewMediaConversation) {
    const viewer = yield* CurrentUser
    const { id, maySend, sender } = yield* conversation.target(wanted)
    if (!maySend) return yield* senderNotShared
    if (yield* sentBefore(viewer, id, wanted.messageId)) return yield* inbox.row(viewer, id)
    const content = yield* contentOf(sender.channel, id, wanted.messageId, request)
    return yield* conversation.start({ ...wanted, content })
  })

  return { send, start }
})
