import { Schema } from "effect"
import { Uuid } from "../Uuid.ts"

export const MediaUploadId = Uuid.pipe(Schema.brand("MediaUploadId"))
export type MediaUploadId = typeof MediaUploadId.Type

/** MMS takes ten files; WhatsApp one, so that the composer makes a message of each. */
export const mediaCountMax = 10

/** A file that a user put in, to be sent with a message. */
export const Upload = Schema.Struct({
  id: MediaUploadId,
  name: Schema.String,
  /** By its content. */
  type: Schema.String,
  /** In bytes. */
  size: Schema.Int,
})
export type Upload = typeof Upload.Type

/** The place of a message's file on the desk's own server. */
export const mediaPath = (conversationId: string, messageId: string, position: number): string =>
  `/media/${conversationId}/${messageId}/${position}`

/** Asks there for a picture that is just large enough for a bubble, as WebP; there is none of what is no picture. */
export const smallPicture = "size=small"
