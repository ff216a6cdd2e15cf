import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Refusal } from "../conversation/Refusal.ts"
import { BusinessHours, KnownTimeZone } from "../hours/BusinessHours.ts"
import { QuietHours } from "../hours/QuietHours.ts"
import { SenderId } from "../sender/Sender.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

const error = Schema.Union([Refusal, Unavailable])

const SavedHours = Schema.Struct({ ...BusinessHours.fields, timeZone: KnownTimeZone })

/** When messages of the workspace go (HOURS-1, HOURS-4). The time zone is that of the workspace. */
export const WorkspaceHours = Schema.Struct({ hours: SavedHours, quietHours: Schema.NullOr(QuietHours) })
export type WorkspaceHours = typeof WorkspaceHours.Type

/** Admins only. `seen`: what it was when it was changed; should it be something else by now, nothing is saved. */
export class HoursRpcs extends RpcGroup.make(
  Rpc.make("Hours.saveWorkspace", {
    payload: {
      seen: Schema.Struct({ hours: BusinessHours, quietHours: Schema.NullOr(QuietHours) }),
      next: WorkspaceHours,
    },
    error,
  }),
  /** Null: those of the workspace. */
  Rpc.make("Hours.saveSender", {
    payload: { id: SenderId, seen: Schema.NullOr(BusinessHours), next: Schema.NullOr(SavedHours) },
    error,
  }),
).middleware(Authentication) {}
