import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { BusinessHours } from "../../domain/hours/BusinessHours.ts"
import {
  type HoursDifference,
  hoursDifferences,
  quietDifferences,
} from "../../domain/hours/hoursDifferences.ts"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { HoursRpcs, type WorkspaceHours } from "../../domain/rpc/HoursRpcs.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type { AuditSubject } from "../../domain/audit/AuditEntry.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { Directory } from "../directory/Directory.ts"

const adminsOnly = new Refusal({ code: "not_allowed", message: "Only admins can change business hours." })
const changedMeanwhile = new Refusal({
  code: "changed_meanwhile",
  message: "Someone else changed these hours a moment ago. Look at them, and make your change again.",
})
const noSuchSender = new Refusal({ code: "not_found", message: "There is no such Sender ID." })

const notSaved = orUnavailable("The hours were not saved. Try again.")

const json = (value: unknown): string | null => value === null ? null : JSON.stringify(value)

const admin = Effect.gen(function* () {
  const viewer = yield* CurrentUser
  return viewer.user.role === "admin" ? viewer : yield* adminsOnly
})

/** Compare and set. All nodes and open desks hear of it through the directory; so does what waits for the hours (HOURS-3). */
export const HoursHandlersLive = HoursRpcs.toLayer(Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const directory = yield* Directory
  const audit = yield* AuditLog

  /** In the transaction of the change (ADMIN-3). */
  const record = (
    viewer: CurrentUser["Service"],
    subject: AuditSubject | null,
    changes: ReadonlyArray<HoursDifference>,
  ) =>
    audit.record({
      workspaceId: viewer.workspaceId,
      actor: auditActorOf(viewer),
      action: "hours_changed",
      subject,
      detail: { changes },
    })

  const saveWorkspace = Effect.fn("Hours.saveWorkspace")(
    function* (seen: WorkspaceHours, next: WorkspaceHours) {
      const viewer = yield* admin
      const { workspaceId } = viewer
      const save = sql`
        UPDATE workspaces SET
          time_zone = ${next.hours.timeZone},
          hours = ${json(next.hours.weekly)}::jsonb,
          holidays = ${json(next.hours.holidays)}::jsonb,
          quiet_hours = ${json(next.quietHours)}::jsonb
        WHERE id = ${workspaceId}
          AND time_zone = ${seen.hours.timeZone}
          AND hours IS NOT DISTINCT FROM ${json(seen.hours.weekly)}::jsonb
          AND holidays = ${json(seen.hours.holidays)}::jsonb
          AND quiet_hours IS NOT DISTINCT FROM ${json(seen.quietHours)}::jsonb
        RETURNING id`
      yield* sql.withTransaction(Effect.gen(function* () {
        if ((yield* save).length === 0) return yield* changedMeanwhile
        yield* record(viewer, null, [
          ...hoursDifferences(seen.hours, next.hours),
          ...quietDifferences(seen.quietHours, next.quietHours),
        ])
      }))
      yield* directory.changed
    },
    notSaved,
  )

  const saveSender = Effect.fn("Hours.saveSender")(
    function* (id: SenderId, seen: BusinessHours | null, next: BusinessHours | null) {
      const viewer = yield* admin
      const { workspaceId } = viewer
      const save = sql<{ readonly label: string; readonly saved: boolean }>`
        WITH saved AS (
          UPDATE senders SET hours = ${json(next)}::jsonb
          WHERE id = ${id} AND workspace_id = ${workspaceId}
            AND hours IS NOT DISTINCT FROM ${json(seen)}::jsonb
          RETURNING id)
        SELECT label, EXISTS (SELECT FROM saved) AS saved FROM senders
        WHERE id = ${id} AND workspace_id = ${workspaceId}`
      yield* sql.withTransaction(Effect.gen(function* () {
        const [sender] = yield* save
        if (!sender) return yield* noSuchSender
        if (!sender.saved) return yield* changedMeanwhile
        yield* record(viewer, { kind: "sender", id, name: sender.label }, hoursDifferences(seen, next))
      }))
      yield* directory.changed
    },
    notSaved,
  )

  return {
    "Hours.saveWorkspace": ({ next, seen }) => saveWorkspace(seen, next),
    "Hours.saveSender": ({ id, next, seen }) => saveSender(id, seen, next),
  }
}))
