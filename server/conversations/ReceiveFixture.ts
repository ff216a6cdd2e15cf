import { randomUUID } from "node:crypto"
import type { Address } from "../../domain/contact/Address.ts"
import type { ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { inboundMessageIdOf } from "./conversationIdOf.ts"

/** What a provider says of a customer's text, each time of another one. */
export const receivedText = (accountId: string, from: Address, text: string): ConversationCommand => {
  const providerId = randomUUID()
  return {
    _tag: "Receive",
    messageId: inboundMessageIdOf(accountId, providerId),
    accountId,
    providerId,
    from,
    profileName: null,
    content: textContent(text),
    providerAt: null,
  }
}
