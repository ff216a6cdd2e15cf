import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Refusal } from "../conversation/Refusal.ts"
import { LabelId, LabelSettings } from "../label/Label.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

const error = Schema.Union([Refusal, Unavailable])

/** The labels of the workspace, for admins; every desk has them in its directory. */
export class LabelRpcs extends RpcGroup.make(
  Rpc.make("Label.add", {
    payload: { settings: LabelSettings },
    success: Schema.Struct({ id: LabelId }),
    error,
  }),
  /** `seen`: what it was when it was changed; should it be something else by now, nothing is saved. */
  Rpc.make("Label.change", { payload: { id: LabelId, seen: LabelSettings, next: LabelSettings }, error }),
  /** Takes it out of use: no conversation shows it any more. Said again, it is refused as not there. */
  Rpc.make("Label.retire", { payload: { id: LabelId }, error }),
).middleware(Authentication) {}
