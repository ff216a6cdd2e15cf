import { Schema } from "effect"
import { BusinessHours } from "../hours/BusinessHours.ts"
import { QuietHours } from "../hours/QuietHours.ts"
import { UserId } from "../user/User.ts"
import { Uuid } from "../Uuid.ts"

export const WorkspaceId = Uuid.pipe(Schema.brand("WorkspaceId"))
export type WorkspaceId = typeof WorkspaceId.Type

export const Plan = Schema.Literals(["trial", "paid"])
export type Plan = typeof Plan.Type

/** One business: everything else belongs to exactly one of these. */
export const Workspace = Schema.Struct({
  id: WorkspaceId,
  name: Schema.NonEmptyString,
  timeZone: Schema.NonEmptyString,
  plan: Plan,
  /** In the workspace's time zone. */
  hours: BusinessHours,
  quietHours: Schema.NullOr(QuietHours),
  /** Minutes after which a customer has waited too long for an answer (LIFE-2). */
  waitingLimitMinutes: Schema.Int,
  /** Whose inbox first messages of unknown numbers land in (INBOX-3). */
  defaultAdmin: Schema.NullOr(UserId),
  /** A demo workspace has the simulator's handset page. */
  demo: Schema.Boolean,
})
export type Workspace = typeof Workspace.Type
