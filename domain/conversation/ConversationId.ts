import { Schema } from "effect"

/** Follows from Sender ID and canonical address alone: see server/conversations/conversationIdOf. */
export const ConversationId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("ConversationId"))
export type ConversationId = typeof ConversationId.Type
