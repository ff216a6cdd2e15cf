import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import { type ContactImport, importedSoFar } from "../../domain/contact/ContactImport.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import type { AuditActor, AuditLog } from "../audit/AuditLog.ts"
import { workNotices } from "../notifications/workNotices.ts"

export interface EndingImport
  extends Pick<ContactImport, "id" | "created" | "updated" | "known" | "refused"> {
  readonly workspaceId: WorkspaceId
  readonly actor: AuditActor
}

export interface ImportEnd {
  readonly state: "done" | "stopped" | "failed"
  /** Why it ended before its rows did, in words for its user. */
  readonly problem: string | null
  /** Whether its user has a notice: not of what they stopped themselves. */
  readonly told: boolean
}

/**
 * Ends an import in the caller's transaction: what was not imported goes, rows to fix stay for a while, and it is in the
 * audit log (ADMIN-3) as soon as it changed anything.
 */
export const endImport = Effect.fnUntraced(function* (
  sql: PgClient.PgClient,
  audit: AuditLog["Service"],
  ending: EndingImport,
  { problem, state, told }: ImportEnd,
) {
  const { actor, created, id, known, refused, updated, workspaceId } = ending
  yield* sql`DELETE FROM contact_import_rows WHERE import_id = ${id} AND fault IS NULL`
  yield* sql`UPDATE contact_imports SET state = ${state}, ended_at = now() WHERE id = ${id}`
  if (importedSoFar(ending) > 0) {
    yield* audit.record({
      workspaceId,
      actor,
      action: "contacts_imported",
      subject: null,
      detail: {
        note: `${created} added, ${updated} changed, ${known} as before, ${refused} refused.${
          state === "done" ? "" : " It ended before all rows were imported."
        }`,
      },
    })
  }
  if (!told) return
  yield* workNotices(
    sql,
    sql`SELECT workspace_id, user_id, 'import' AS kind, id::text AS subject, '{}'::uuid[] AS conversation_ids,
        jsonb_strip_nulls(jsonb_build_object('problem', ${problem}::text)) AS detail
      FROM contact_imports WHERE id = ${id}`,
  )
})
