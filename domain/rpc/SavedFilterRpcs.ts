import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Refusal } from "../conversation/Refusal.ts"
import { SavedFilterId, SavedFilterSettings } from "../inbox/SavedFilter.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

const error = Schema.Union([Refusal, Unavailable])

/** One's own are for everyone, shared ones for admins to change; every desk has in its directory those that it may open. */
export class SavedFilterRpcs extends RpcGroup.make(
  Rpc.make("SavedFilter.add", {
    payload: { settings: SavedFilterSettings },
    success: Schema.Struct({ id: SavedFilterId }),
    error,
  }),
  Rpc.make("SavedFilter.change", {
    payload: { id: SavedFilterId, seen: SavedFilterSettings, next: SavedFilterSettings },
    error,
  }),
  Rpc.make("SavedFilter.remove", { payload: { id: SavedFilterId }, error }),
).middleware(Authentication) {}
