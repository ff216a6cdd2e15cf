import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Refusal } from "../conversation/Refusal.ts"
import { FeedCursor, SyncFrame } from "../inbox/DeskChange.ts"
import { ConversationRpcs } from "./ConversationRpcs.ts"
import { Authentication } from "./Authentication.ts"
import { InboxRpcs } from "./InboxRpcs.ts"
import { SimulatorRpcs } from "./SimulatorRpcs.ts"
import { Unavailable } from "./Unavailable.ts"

/** Follows the workspace: where it stands, then every change that the user may see, each with the cursor to resume from. */
export const DeskSync = Rpc.make("Desk.sync", {
  payload: { cursor: Schema.NullOr(FeedCursor) },
  success: SyncFrame,
  error: Schema.Union([Refusal, Unavailable]),
  stream: true,
})

/** Everything that a desk can ask. */
export class DeskRpcs
  extends RpcGroup.make(DeskSync).merge(InboxRpcs, ConversationRpcs, SimulatorRpcs).middleware(
    Authentication,
  ) {}
