import { PgClient } from "@effect/sql-pg"
import { Clock, Context, Effect, Layer, Schedule, Schema } from "effect"
import type { SqlError } from "effect/sql"
import type { AuditDetail, AuditSubject } from "../../domain/audit/AuditEntry.ts"
import type { AuditAction } from "../../domain/audit/auditActionText.ts"
import { AuditEntry } from "../../domain/audit/AuditEntry.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { AuditFilter, AuditPage } from "../../domain/rpc/AuditRpcs.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { WorkspaceReads } from "../database/WorkspaceReads.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { OftenWindows } from "./OftenWindows.ts"

/** Who did it, and from where. */
export interface AuditActor {
  readonly user: UserId | null
  readonly address: string | null
}

export interface AuditRecord {
  readonly workspaceId: WorkspaceId
  readonly actor: AuditActor
  readonly action: AuditAction
  readonly subject: AuditSubject | null
  readonly detail?: AuditDetail
}

/** Who calls, as the audit log names them. */
export const auditActorOf = ({ address, bot, user }: CurrentUser["Service"]): AuditActor => ({
  user: bot ? null : user.id,
  address: address ?? null,
})

const sweepEvery = "1 hour"
/** So many of the oldest entries are looked at in a sweep. */
const sweptMax = 10_000
const detailCharactersMax = 8_000

const decodeEntries = Schema.decodeUnknownEffect(Schema.Array(AuditEntry))

/**
 * Who did what, when and from where (ADMIN-3). The table refuses to change or delete an entry before it is two years old;
 * then it goes. Assignments and exports of
 * conversations are written by the journal, in the statement that commits them.
 */
export class AuditLog extends Context.Service<AuditLog, {
  /** Writes an entry, in the caller's transaction where there is one: what is recorded and the entry stand or fall together. */
  readonly record: (entry: AuditRecord) => Effect.Effect<void, SqlError.SqlError>
  /**
   * For what has already happened and what anybody can cause as often as they like. It never fails, and is bounded (see
   * `OftenWindows`): the last entry that is taken says that more are left out.
   */
  readonly recordOften: (entry: AuditRecord) => Effect.Effect<void>
  /** Newest first, by keyset. */
  readonly list: (
    workspaceId: WorkspaceId,
    filter: AuditFilter,
    limit: number,
    cursor: string | null,
  ) => Effect.Effect<AuditPage, SqlError.SqlError>
}>()("desk/server/audit/AuditLog") {
  static readonly layer = Layer.effect(
    AuditLog,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const reads = yield* WorkspaceReads
      const often = new OftenWindows()

      const record = Effect.fn("AuditLog.record")(
        function* ({ action, actor, detail = {}, subject, workspaceId }: AuditRecord) {
          const text = JSON.stringify(detail)
          const bounded = text.length <= detailCharactersMax
            ? text
            : JSON.stringify({ note: "Too much was changed to be listed here." } satisfies AuditDetail)
          yield* sql`
            INSERT INTO audit_log (workspace_id, user_id, action, subject, detail, address)
            VALUES (${workspaceId}, ${actor.user}, ${action},
              ${
            subject === null ? null : JSON.stringify(subject)
          }::jsonb, ${bounded}::jsonb, ${actor.address})`
        },
      )

      const recordOften = Effect.fn("AuditLog.recordOften")(function* (entry: AuditRecord) {
        const now = yield* Clock.currentTimeMillis
        const user = entry.actor.user ?? entry.subject?.id ?? null
        const key = { workspaceId: entry.workspaceId, action: entry.action, user }
        const taken = often.take(key, now)
        if (taken === "left out") return
        const note = [entry.detail?.note, "More of these in the next ten minutes are not listed."]
          .filter((part) => part).join(" ")
        yield* record(taken === "last" ? { ...entry, detail: { ...entry.detail, note } } : entry).pipe(
          Effect.catchCause((cause) => Effect.logError("an entry of the audit log was not written", cause)),
        )
      })

      const list = Effect.fn("AuditLog.list")(function* (
        workspaceId: WorkspaceId,
        { action, from, until, user }: AuditFilter,
        limit: number,
        cursor: string | null,
      ) {
        const rows = yield* sql`
          SELECT id::text, (extract(epoch FROM at) * 1000)::float8 AS exact_at, user_id AS "user", action, subject, detail,
            address
          FROM audit_log WHERE ${
          sql.and([
            sql`workspace_id = ${workspaceId}`,
            ...(user === null ? [] : [sql`user_id = ${user}`]),
            ...(action === null ? [] : [sql`action = ${action}`]),
            ...(from === null ? [] : [sql`at >= to_timestamp(${from}::float8 / 1000)`]),
            ...(until === null ? [] : [sql`at < to_timestamp(${until}::float8 / 1000)`]),
            ...(cursor === null ? [] : [sql`id < ${cursor}::text::bigint`]),
          ])
        } ORDER BY audit_log.id DESC LIMIT ${limit + 1}`.pipe(reads.of(sql, workspaceId))
        const entries = yield* decodeEntries(
          rows.slice(0, limit).map((row) => ({ ...row, at: Math.floor(Number(row["exactAt"])) })),
        ).pipe(Effect.orDie)
        return { entries, cursor: rows.length > limit ? entries.at(-1)?.id ?? null : null }
      })

      yield* sql`
        DELETE FROM audit_log WHERE at < now() - interval '2 years' AND id IN (
          SELECT id FROM audit_log ORDER BY id LIMIT ${sweptMax})`.pipe(
        Effect.catch((error) =>
          Effect.logWarning("Old entries of the audit log were not removed", errorSummary(error))
        ),
        Effect.schedule(Schedule.spaced(sweepEvery)),
        Effect.forkScoped,
      )

      return AuditLog.of({ record, recordOften, list })
    }),
  )
}
