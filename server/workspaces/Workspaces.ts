import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer } from "effect"
import type { AuditChange } from "../../domain/audit/AuditEntry.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { SeenWorkspace, WorkspaceSettings } from "../../domain/rpc/WorkspaceRpcs.ts"
import type { UserId } from "../../domain/user/User.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { Directory } from "../directory/Directory.ts"

type Viewer = CurrentUser["Service"]

const changedMeanwhile = new Refusal({
  code: "changed_meanwhile",
  message: "Someone else changed the workspace a moment ago. Look at it, and make your change again.",
})
const noSuchAdmin = new Refusal({
  code: "not_found",
  message: "The default admin must be an admin of this workspace with a Portal licence.",
})

const planNames = { trial: "Trial", paid: "Paid" } as const

/** What admins decide about a workspace as a whole. Everybody's desk and every node knows of a change at once. */
export class Workspaces extends Context.Service<Workspaces, {
  /** Compare and set: refused where it is no longer as `seen`. */
  readonly save: (
    viewer: Viewer,
    seen: SeenWorkspace,
    next: WorkspaceSettings,
  ) => Effect.Effect<void, Refusal | Unavailable>
}>()("desk/server/workspaces/Workspaces") {
  static readonly layer = Layer.effect(
    Workspaces,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const audit = yield* AuditLog
      const directory = yield* Directory

      const nameOf = Effect.fnUntraced(function* (user: UserId | null) {
        if (user === null) return null
        const [found] = yield* sql<{ readonly name: string }>`SELECT name FROM users WHERE id = ${user}`
        return found?.name ?? null
      })

      const changesOf = Effect.fnUntraced(function* (before: SeenWorkspace, after: WorkspaceSettings) {
        const all: ReadonlyArray<AuditChange> = [
          { what: "Name", before: before.name, after: after.name },
          { what: "Time zone", before: before.timeZone, after: after.timeZone },
          { what: "Plan", before: planNames[before.plan], after: planNames[after.plan] },
          {
            what: "Longest wait in minutes",
            before: String(before.waitingLimitMinutes),
            after: String(after.waitingLimitMinutes),
          },
          ...(before.defaultAdmin === after.defaultAdmin ? [] : [{
            what: "Default admin",
            before: yield* nameOf(before.defaultAdmin),
            after: yield* nameOf(after.defaultAdmin),
          }]),
        ]
        return all.filter((one) => one.before !== one.after)
      })

      const write = Effect.fnUntraced(
        function* (viewer: Viewer, seen: SeenWorkspace, wanted: WorkspaceSettings) {
          const { workspaceId } = viewer
          const [before] = yield* sql<SeenWorkspace>`
            SELECT name, time_zone, plan, waiting_limit_minutes, default_admin FROM workspaces
            WHERE id = ${workspaceId} FOR UPDATE`
          const isAsSeen = before?.name === seen.name && before.timeZone === seen.timeZone &&
            before.plan === seen.plan && before.waitingLimitMinutes === seen.waitingLimitMinutes &&
            before.defaultAdmin === seen.defaultAdmin
          if (!isAsSeen) return yield* changedMeanwhile
          const next = { ...wanted, name: wanted.name.trim() }
          // A role or licence that is being taken away waits.
          const [admin] = yield* sql`SELECT id FROM users WHERE id = ${next.defaultAdmin}
            AND workspace_id = ${workspaceId} AND role = 'admin' AND licensed FOR SHARE`
          if (!admin) return yield* noSuchAdmin
          const changes = yield* changesOf(before, next)
          if (changes.length === 0) return
          yield* sql`
            UPDATE workspaces SET name = ${next.name}, time_zone = ${next.timeZone}, plan = ${next.plan},
              waiting_limit_minutes = ${next.waitingLimitMinutes}, default_admin = ${next.defaultAdmin}
            WHERE id = ${workspaceId}`
          // NOTIFY-2: whoever chose nothing since has what the plan says, and a paid one says no.
          if (before.plan === "trial" && next.plan === "paid") {
            yield* sql`UPDATE notification_settings SET email = NULL WHERE workspace_id = ${workspaceId}`
          }
          yield* audit.record({
            workspaceId,
            actor: auditActorOf(viewer),
            action: "workspace_changed",
            subject: { kind: "workspace", id: workspaceId, name: next.name },
            detail: { changes },
          })
        },
      )

      const save = Effect.fn("Workspaces.save")(
        (viewer: Viewer, seen: SeenWorkspace, next: WorkspaceSettings) =>
          Effect.andThen(sql.withTransaction(write(viewer, seen, next)), directory.changed),
        orUnavailable("The workspace was not saved. Try again."),
      )

      return Workspaces.of({ save })
    }),
  )
}
