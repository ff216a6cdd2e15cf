import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Draft } from "../draft/Draft.ts"
import { Refusal } from "../conversation/Refusal.ts"
import { Uuid } from "../Uuid.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

const error = Schema.Union([Refusal, Unavailable])

/** What the user typed and did not send: one's own only, of conversations that one may see. */
export class DraftRpcs extends RpcGroup.make(
  Rpc.make("Draft.list", { success: Schema.Array(Draft), error }),
  /**
   * Saves what follows the version that `draft` names; an empty text clears it. Where another desk has saved meanwhile, nothing
   * is, and its draft comes back. `desk` names the desk that saves: the user's others are told.
   */
  Rpc.make("Draft.save", {
    payload: { desk: Uuid, draft: Draft },
    success: Schema.Struct({ saved: Schema.Boolean, draft: Draft }),
    error,
  }),
).middleware(Authentication) {}
