import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Refusal } from "../conversation/Refusal.ts"
import { FeedCursor, SyncFrame } from "../inbox/DeskChange.ts"
import { Look } from "../inbox/Presence.ts"
import { Authentication } from "./Authentication.ts"
import { BulkRpcs } from "./BulkRpcs.ts"
import { ConversationRpcs } from "./ConversationRpcs.ts"
import { DraftRpcs } from "./DraftRpcs.ts"
import { InboxRpcs } from "./InboxRpcs.ts"
import { MediaRpcs } from "./MediaRpcs.ts"
import { Unavailable } from "./Unavailable.ts"

export class SyncRpcs extends RpcGroup.make(
  /** Where the workspace stands, then every change that the user may see, each with the cursor to resume from. */
  Rpc.make("Desk.sync", {
    payload: { cursor: Schema.NullOr(FeedCursor) },
    success: SyncFrame,
    error: Schema.Union([Refusal, Unavailable]),
    stream: true,
  }),
  /** What this desk shows: said at each change, and again every ten seconds. */
  Rpc.make("Desk.look", { payload: Look, error: Schema.Union([Refusal, Unavailable]) }),
).middleware(Authentication) {}

/** What an inbox and an open conversation ask, and so the part of `DeskRpcs` that a desk has from its first moment. */
export class LiveRpcs extends SyncRpcs.merge(InboxRpcs, BulkRpcs, ConversationRpcs, DraftRpcs, MediaRpcs) {}
