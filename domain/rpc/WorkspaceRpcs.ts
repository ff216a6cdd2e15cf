import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Refusal } from "../conversation/Refusal.ts"
import { KnownTimeZone } from "../hours/BusinessHours.ts"
import { UserId } from "../user/User.ts"
import { Plan } from "../workspace/Workspace.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

export const workspaceNameMax = 80
/** A week. */
export const waitingLimitMinutesMax = 7 * 24 * 60

/** What admins decide about the workspace as a whole. */
export const WorkspaceSettings = Schema.Struct({
  name: Schema.String.check(Schema.isPattern(/\S/), Schema.isMaxLength(workspaceNameMax)),
  timeZone: KnownTimeZone,
  plan: Plan,
  waitingLimitMinutes: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: waitingLimitMinutesMax })),
  /** Whose inbox first messages of unknown numbers land in (INBOX-3): a licensed admin. */
  defaultAdmin: UserId,
})
export type WorkspaceSettings = typeof WorkspaceSettings.Type

/** As it was when it was changed: also what could not be saved so today. */
export const SeenWorkspace = Schema.Struct({
  name: Schema.String,
  timeZone: Schema.String,
  plan: Plan,
  waitingLimitMinutes: Schema.Int,
  defaultAdmin: Schema.NullOr(UserId),
})
export type SeenWorkspace = typeof SeenWorkspace.Type

/** Admins only. `seen`: what it was when it was changed; should it be something else by now, nothing is saved. */
export class WorkspaceRpcs extends RpcGroup.make(
  Rpc.make("Workspace.save", {
    payload: { seen: SeenWorkspace, next: WorkspaceSettings },
    error: Schema.Union([Refusal, Unavailable]),
  }),
).middleware(Authentication) {}
