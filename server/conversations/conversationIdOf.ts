import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import type { CanonicalAddress } from "../../domain/contact/Address.ts"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type { UserId } from "../../domain/user/User.ts"
import { uuidOf } from "./uuidOf.ts"

/** Name spaces of our own, made once at random (RFC 9562, section 6.6). */
const conversations = Buffer.from("6b8f4b1ed0c94c0d9f0e52a0f6d2b7a1", "hex")
const campaignMessages = Buffer.from("5d1f0f6c3b7a4b0f8f0e6a9c41d2be73", "hex")
const exports = Buffer.from("8e3a5b0f6c1d4f7a9b2e7d60c5f41a38", "hex")
const inboundMessages = Buffer.from("c2f1a4d07b3e4f6c8a915d3e7b60c4f8", "hex")

/**
 * The conversation of a Sender ID and a customer (CONV-1). It follows from the two alone, so that any node finds the
 * actor of a webhook without asking the database, and two first messages meet in one mailbox.
 */
export const conversationIdOf = (senderId: SenderId, address: CanonicalAddress): ConversationId =>
  ConversationId.make(uuidOf(conversations, `${senderId}\n${address}`))

/** Our id of a customer's message: the same delivery, however often repeated, has the same (CONV-5). */
export const inboundMessageIdOf = (accountId: string, providerId: string): MessageId =>
  MessageId.make(uuidOf(inboundMessages, `${accountId}\n${providerId}`))

/** The item that says of an export that it was made, however often it is said: a user names it, and may give a name again later. */
export const exportItemIdOf = (user: UserId, name: string, startedAt: Date): MessageId =>
  MessageId.make(uuidOf(exports, `${user}\n${name}\n${startedAt.getTime()}`))

/** The one message of a campaign to a number: however often it is said, it is the same (CAMP-3). */
export const campaignMessageIdOf = (campaign: CampaignId, address: CanonicalAddress): MessageId =>
  MessageId.make(uuidOf(campaignMessages, `${campaign}\n${address}`))
