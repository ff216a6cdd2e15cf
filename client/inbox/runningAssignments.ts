import { Schema } from "effect"
import { BulkId, BulkTarget } from "../../domain/inbox/Bulk.ts"
import { UserId } from "../../domain/user/User.ts"
import { rememberedInTab } from "../sync/rememberedInTab.ts"

const RunningAssignment = Schema.Struct({ id: BulkId, to: UserId, target: BulkTarget })

/** The assignments of many conversations that this tab follows, also after a reload of it. */
export const runningAssignments = rememberedInTab("assignments", RunningAssignment, ({ id }) => id)
