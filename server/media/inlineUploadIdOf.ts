import type { MessageId } from "../../domain/conversation/MessageId.ts"
import { MediaUploadId } from "../../domain/media/Upload.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { uuidOf } from "../conversations/uuidOf.ts"

/** A name space of our own, made once at random (RFC 9562, section 6.6). */
const inlineUploads = Buffer.from("93c5e1f47a0b4d6e8f21b6d80c7a5e39", "hex")

/**
 * The id of a file that came with its message: the same message again, with the same in the same place, brings no second one
 * (SEND-6).
 */
export const inlineUploadIdOf = (
  { user }: CurrentUser["Service"],
  messageId: MessageId,
  position: number,
  given: object,
): MediaUploadId =>
  MediaUploadId.make(
    uuidOf(inlineUploads, `${user.id}\n${messageId}\n${position}\n${JSON.stringify(given)}`),
  )
