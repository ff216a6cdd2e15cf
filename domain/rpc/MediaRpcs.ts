import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { EpochMillis } from "../EpochMillis.ts"
import { ConversationId } from "../conversation/ConversationId.ts"
import { textLengthMax } from "../conversation/MessageContent.ts"
import { MessageId } from "../conversation/MessageId.ts"
import { Refusal } from "../conversation/Refusal.ts"
import { TimelineItem } from "../conversation/TimelineItem.ts"
import { InboxRow } from "../inbox/InboxRow.ts"
import { mediaCountMax, MediaUploadId } from "../media/Upload.ts"
import { SenderId } from "../sender/Sender.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

const error = Schema.Union([Refusal, Unavailable])

/** What was put in by `POST /media`, one's own, and words beside it that may be none. */
const files = {
  uploads: Schema.NonEmptyArray(MediaUploadId).check(Schema.isMaxLength(mediaCountMax)),
  text: Schema.String.check(Schema.isMaxLength(textLengthMax)),
}

/** Messages with files (MEDIA-1). */
export class MediaRpcs extends RpcGroup.make(
  /** Repeating it with the same message id gives the same item (SEND-6). */
  Rpc.make("Media.send", {
    payload: {
      id: ConversationId,
      messageId: MessageId,
      ...files,
      /** The message that it answers (HOOK-7). */
      quoted: Schema.optionalKey(MessageId),
      at: Schema.optionalKey(EpochMillis),
    },
    success: TimelineItem,
    error,
  }),
  /** To a number, known or new: as `Conversation.start`. */
  Rpc.make("Media.start", {
    payload: {
      senderId: SenderId,
      to: Schema.String.check(Schema.isMaxLength(64)),
      name: Schema.NullOr(Schema.String.check(Schema.isMaxLength(200))),
      messageId: MessageId,
      ...files,
    },
    success: InboxRow,
    error,
  }),
).middleware(Authentication) {}
