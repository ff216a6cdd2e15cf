import { Schema } from "effect"

/** Named by whoever makes the message, so that saying it twice makes one (SEND-6). */
export const MessageId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("MessageId"))
export type MessageId = typeof MessageId.Type
