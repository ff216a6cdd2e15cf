import type { Effect, Stream } from "effect"
import type { Address } from "../../domain/contact/Address.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { InboundMessage, StatusUpdate } from "./ChannelAdapter.ts"
import type { ProviderAccount } from "./ProviderAccount.ts"
import type { NotListed } from "./ProviderListing.ts"

/** A customer's message as a provider lists it. */
export interface ListedIncoming {
  /** As its webhook would have brought it, but for its files. */
  readonly message: InboundMessage
  /** The same with its files, which some providers list by themselves. */
  readonly whole: Effect.Effect<InboundMessage, NotListed>
}

/** A message that went out from an account, by this desk or by other means. */
export interface ListedOutgoing {
  readonly providerId: string
  /** What it came from: the address, and the pool of numbers that it was given to. */
  readonly senders: ReadonlyArray<string>
  /** When the provider was given it, epoch milliseconds. */
  readonly createdAt: number
  readonly text: string
  /** What became of it; null while it is on its way. */
  readonly update: StatusUpdate | null
}

export interface MessagePage {
  readonly incoming: ReadonlyArray<ListedIncoming>
  readonly outgoing: ReadonlyArray<ListedOutgoing>
}

/** What a provider has on record of an account's messages. */
export interface MessageList {
  /** What was sent and received between two moments (epoch milliseconds), in any order, all pages. */
  readonly between: (
    account: ProviderAccount,
    from: number,
    to: number,
  ) => Stream.Stream<MessagePage, NotListed>
  /** All that was handed to the provider for one customer since a moment (epoch milliseconds), also what still waits there. */
  readonly sentTo: (
    account: ProviderAccount,
    channel: Channel,
    customer: Address,
    since: number,
  ) => Effect.Effect<ReadonlyArray<ListedOutgoing>, NotListed>
}
