import { Schema } from "effect"
import { Uuid } from "../Uuid.ts"

/** Named by whoever makes the message, so that saying it twice makes one (SEND-6). */
export const MessageId = Uuid.pipe(Schema.brand("MessageId"))
export type MessageId = typeof MessageId.Type
