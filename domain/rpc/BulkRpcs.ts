import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Refusal } from "../conversation/Refusal.ts"
import { BulkAction, BulkId, BulkProgress, BulkTarget } from "../inbox/Bulk.ts"
import { InboxFilter } from "../inbox/InboxFilter.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

const error = Schema.Union([Refusal, Unavailable])

/** Actions on many conversations. They go on at the server when nobody follows them. */
export class BulkRpcs extends RpcGroup.make(
  /** Starts it, or follows it where it was started with the same id; ends when it has ended. */
  Rpc.make("Bulk.run", {
    payload: { id: BulkId, action: BulkAction, target: BulkTarget },
    success: BulkProgress,
    error,
    stream: true,
  }),
  /** Gives back what the bulk action `of` assigned, to those who had it before. */
  Rpc.make("Bulk.undo", { payload: { id: BulkId, of: BulkId }, success: BulkProgress, error, stream: true }),
  /** How many conversations match, counted up to one more than a bulk action takes. */
  Rpc.make("Bulk.count", { payload: InboxFilter, success: Schema.Int, error }),
).middleware(Authentication) {}
