import { Context, type Effect, Schema } from "effect"
import type { ChannelUpdate } from "./ChannelAdapter.ts"
import type { ProviderAccount } from "./ProviderAccount.ts"

/** The updates could not be made durable; whoever brought them keeps them and tries again (HOOK-4). */
export class NotStored extends Schema.TaggedError<NotStored>()("NotStored", { message: Schema.String }) {}

/** Where everything that providers report enters the desk: webhooks and the simulated carrier use the same door. */
export class ChannelInbox extends Context.Service<ChannelInbox, {
  /** Routes updates to their conversations and returns when they are durable. */
  readonly accept: (
    account: ProviderAccount,
    updates: ReadonlyArray<ChannelUpdate>,
  ) => Effect.Effect<void, NotStored>
}>()("desk/server/channels/ChannelInbox") {}
