import type { Effect } from "effect"
import type { Address } from "../../domain/contact/Address.ts"
import type { DispatchOutcome, ReportedStatus } from "../../domain/conversation/ConversationCommand.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { MessageContent } from "../../domain/conversation/MessageContent.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import type { DeliveryError } from "../../domain/sending/DeliveryError.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { ProviderAccount } from "./ProviderAccount.ts"

/** A message of a customer, in the desk's words. */
export interface InboundMessage {
  readonly _tag: "InboundMessage"
  readonly channel: Channel
  /** The Sender ID's address, as the provider writes it without channel prefix. */
  readonly to: Address
  readonly from: Address
  readonly providerId: string
  /** The provider's time, epoch milliseconds; null where it gives none. */
  readonly providerAt: number | null
  readonly profileName: string | null
  readonly content: MessageContent
  /** The provider says by itself that the customer opted out or in with this message. */
  readonly optOut: "out" | "in" | null
}

/** What became of a message of ours. */
export interface StatusUpdate {
  readonly _tag: "StatusUpdate"
  /** From the callback's address or data field; null when the provider only names its own id. */
  readonly message: { readonly conversationId: ConversationId; readonly messageId: MessageId } | null
  readonly providerId: string
  readonly status: ReportedStatus
  readonly error: DeliveryError | null
}

export type ChannelUpdate = InboundMessage | StatusUpdate

/** A webhook request, read whole and not yet trusted. */
export interface WebhookRequest {
  readonly account: ProviderAccount
  /** Which of the provider's addresses was called: `messages`, `status`, `inbound`. */
  readonly endpoint: string
  readonly method: string
  /** The address as the provider called it: the configured public URL with path and query. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

/** What a verified webhook says. What could not be read stands beside what could, so that neighbours are not lost (HOOK-2). */
export type WebhookReading =
  | { readonly _tag: "BadSignature" }
  /** Verified, but not what this provider sends: `detail` says what is wrong with it. */
  | { readonly _tag: "Malformed"; readonly detail: string }
  | { readonly _tag: "Updates"; readonly updates: ReadonlyArray<ChannelUpdate> }

/** A message to hand to the provider. */
export interface OutboundMessage {
  readonly account: ProviderAccount
  readonly conversationId: ConversationId
  readonly messageId: MessageId
  readonly attempt: number
  readonly channel: Channel
  readonly from: Address
  readonly to: Address
  readonly content: MessageContent
  /** Where the provider reports what became of it; carries conversation and message id. */
  readonly statusCallbackUrl: string
}

/** What a provider wants to hear when its updates are stored. */
export interface WebhookAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/**
 * The port to one kind of provider. An adapter knows its provider's words and none of the desk's state; it never fails
 * with an error of its own: every ending of a send is an outcome.
 */
export interface ChannelAdapter {
  readonly kind: string
  /** The provider's own API, used when the account names no other. */
  readonly defaultBaseUrl: string
  /** Largest webhook body that is read, in bytes. */
  readonly webhookBodyMax: number
  /** Verifies before it reads (HOOK-1); never fails, whatever the bytes. */
  readonly readWebhook: (request: WebhookRequest) => Effect.Effect<WebhookReading>
  readonly acknowledgement: (endpoint: string) => WebhookAnswer
  /** One attempt, bounded in time by the adapter. */
  readonly send: (message: OutboundMessage) => Effect.Effect<DispatchOutcome>
}
