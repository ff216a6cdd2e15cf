import type { Effect, Stream } from "effect"
import type { Address } from "../../domain/contact/Address.ts"
import type { DispatchOutcome, ReportedStatus } from "../../domain/conversation/ConversationCommand.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { MessageContent } from "../../domain/conversation/MessageContent.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import type { DeliveryError } from "../../domain/sending/DeliveryError.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { Downloaded, DownloadFailed } from "../media/download.ts"
import type { MediaStoreError } from "../media/MediaStore.ts"
import type { TemplateCategory, TemplateQuality, TemplateStatus } from "../../domain/template/Template.ts"
import type { AccountAdministration } from "./AccountAdministration.ts"
import type { ProviderAccount } from "./ProviderAccount.ts"
import type { MessageList } from "./MessageList.ts"
import type { NotListed } from "./ProviderListing.ts"
import type { TemplatePage } from "./TemplateListing.ts"

/** A Sender ID as the provider names it. */
export interface SenderAddress {
  readonly channel: Channel
  /** Its address, without channel prefix. */
  readonly to: Address
  /** The provider's own id of it, which counts before the address; null where it has none. */
  readonly toId: string | null
  /** The provider's id of a pool of numbers through which it came, which counts where nobody has the address. */
  readonly toPool?: string
}

/** A message of a customer, in the desk's words. */
export interface InboundMessage extends SenderAddress {
  readonly _tag: "InboundMessage"
  readonly from: Address
  /** Other names of the same customer, such as WhatsApp's id for those who may hide their number (CONV-8). */
  readonly aliases?: ReadonlyArray<Address>
  /** The customer's new address, to which answers go from now on. */
  readonly movedTo?: Address
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

/** A message that someone of the business sent by other means than this desk, such as from the phone. */
export interface EchoedMessage extends SenderAddress {
  readonly _tag: "EchoedMessage"
  /** The customer whom it went to. */
  readonly customer: Address
  readonly providerId: string
  /** The provider's time, epoch milliseconds; null where it gives none. */
  readonly providerAt: number | null
  readonly content: MessageContent
}

/** A customer told the provider itself to stop, or to go on (OPT-4). */
export interface OptOutUpdate extends SenderAddress {
  readonly _tag: "OptOutUpdate"
  readonly from: Address
  /** As of a message. */
  readonly aliases?: ReadonlyArray<Address>
  readonly optedOut: boolean
}

/** The provider tells something about the account or its numbers that an admin should know (HOOK-6). */
export interface AccountNotice {
  readonly _tag: "AccountNotice"
  /** The provider's word for what it is about. */
  readonly topic: string
  readonly severity: "info" | "warning"
  readonly text: string
  /** The account, or one of its numbers, may no longer send as before, or may again; left out for all other news. */
  readonly restriction?: {
    /** The number; empty for the whole account. */
    readonly subject: string
    readonly lifted: boolean
    /** When it ends by itself, epoch milliseconds; null where that is not said. */
    readonly until: number | null
  }
}

/** A provider changed its mind about a registered template. What it does not speak of is left out. */
export interface TemplateUpdate {
  readonly _tag: "TemplateUpdate"
  readonly providerId: string
  /** By which it is found where its id does not say enough: webhooks may round long ids. */
  readonly name: string
  readonly language: string
  /** The provider's time, epoch milliseconds; null where it gives none. */
  readonly at: number | null
  readonly status?: TemplateStatus
  /** Why it was not approved, in the provider's words. */
  readonly rejection?: string | null
  readonly category?: TemplateCategory
  readonly quality?: TemplateQuality
  /** What it is now only the provider's list says: the account is to be read again. */
  readonly readAgain?: true
}

export type ChannelUpdate =
  | InboundMessage
  | StatusUpdate
  | EchoedMessage
  | OptOutUpdate
  | TemplateUpdate
  | AccountNotice

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
  /** When it came, epoch milliseconds: a replayed one is as old as it is, and its signature was fresh then. */
  readonly receivedAt: number
}

/** What a verified webhook says. What could not be read stands beside what could, so that neighbours are not lost (HOOK-2). */
export type WebhookReading =
  | { readonly _tag: "BadSignature" }
  /** Verified, but not what this provider sends: `detail` says what is wrong with it. */
  | { readonly _tag: "Malformed"; readonly detail: string }
  /** `unread`: what is wrong with each part that could not be read; they are to be kept too (HOOK-4). */
  | {
    readonly _tag: "Updates"
    readonly updates: ReadonlyArray<ChannelUpdate>
    readonly unread?: ReadonlyArray<string>
  }
  /** No news: the provider makes sure that the address is ours and wants this text back. */
  | { readonly _tag: "Challenge"; readonly answer: string }

/** A file to hand to the provider. */
export interface OutboundFile {
  readonly name: string
  readonly type: string
  /** In bytes. */
  readonly size: number
  /** Where the provider can fetch it, without signing in, for a day. */
  readonly publicUrl: string
  /** Its bytes, for providers to which files are brought. */
  readonly bytes: Effect.Effect<Uint8Array, MediaStoreError>
}

/** A message to hand to the provider. */
export interface OutboundMessage {
  readonly account: ProviderAccount
  readonly conversationId: ConversationId
  readonly messageId: MessageId
  readonly attempt: number
  readonly channel: Channel
  readonly from: Address
  /** The provider's own id of the Sender ID; null where it has none. */
  readonly fromId: string | null
  readonly to: Address
  readonly content: MessageContent
  /** The files of `content.media`, in its order. */
  readonly files: ReadonlyArray<OutboundFile>
  /** Where the provider reports what became of it; carries conversation and message id. */
  readonly statusCallbackUrl: string
}

/** What a customer on WhatsApp is shown of their message. */
export interface ShownRead {
  /** The provider's own id of the Sender ID; null where it has none. */
  readonly fromId: string | null
  /** Of the customer's newest message. */
  readonly providerId: string
  /** Somebody writes an answer. */
  readonly typing: boolean
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
  /** The bytes of a file of a customer's message, by the id that `readWebhook` gave it. */
  readonly fetchMedia: (
    account: ProviderAccount,
    mediaId: string,
    bytesMax: number,
  ) => Effect.Effect<Downloaded, DownloadFailed>
  /** The account's registered templates, a page after another, bounded in number and time; left out where there are none. */
  readonly templates?: (account: ProviderAccount) => Stream.Stream<TemplatePage, NotListed>
  /** The account's own list of messages, where the provider has one: what webhooks missed is found there (HOOK-5). */
  readonly messages?: MessageList
  /** Shows a customer that their message was read, or that somebody writes; bounded in time, and never fails. */
  readonly showRead?: (account: ProviderAccount, shown: ShownRead) => Effect.Effect<void>
  /** One attempt, bounded in time by the adapter. */
  readonly send: (message: OutboundMessage) => Effect.Effect<DispatchOutcome>
  /** How admins set accounts of this kind up; left out where there is nothing to set up. */
  readonly administration?: AccountAdministration
}
