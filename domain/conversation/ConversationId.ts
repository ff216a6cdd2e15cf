import { Schema } from "effect"
import { Uuid } from "../Uuid.ts"

/** Follows from Sender ID and canonical address alone: see server/conversations/conversationIdOf. */
export const ConversationId = Uuid.pipe(Schema.brand("ConversationId"))
export type ConversationId = typeof ConversationId.Type
