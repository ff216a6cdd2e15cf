import { Option, Schema } from "effect"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import type { OutboundMessage, StatusUpdate } from "./ChannelAdapter.ts"

const decodeIds = Schema.decodeUnknownOption(Schema.Tuple([ConversationId, MessageId]))

const idsOf = (parts: ReadonlyArray<string | null>): StatusUpdate["message"] => {
  const ids = Option.getOrNull(decodeIds(parts))
  return ids && { conversationId: ids[0], messageId: ids[1] }
}

/**
 * Our own ids of a message in 73 characters, for a field that the provider gives back in every status: they are there before
 * the provider's id is known (SEND-13).
 */
export const messageReference = ({ conversationId, messageId }: OutboundMessage): string =>
  `${conversationId}:${messageId}`

/** The ids that `messageReference` wrote; null where they are somebody else's. */
export const readMessageReference = (data: string | null | undefined): StatusUpdate["message"] =>
  idsOf((data ?? "").split(":"))

/** The ids in the query of a callback's address, for providers that have no such field. */
export const messageOfCallback = (url: string): StatusUpdate["message"] => {
  const start = url.indexOf("?")
  const query = new URLSearchParams(start < 0 ? "" : url.slice(start + 1))
  return idsOf([query.get("conversation"), query.get("message")])
}
