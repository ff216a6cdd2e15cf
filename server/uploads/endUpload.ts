import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { AuditActor, AuditLog } from "../audit/AuditLog.ts"
import { workNotices } from "../notifications/workNotices.ts"
import type { UploadRecord, WorkedUpload } from "./UploadWork.ts"
import { uploadWorks } from "./uploadWorks.ts"

export interface UploadEnd {
  readonly state: "done" | "stopped" | "failed"
  /** Why it ended before its rows did, in words for its user. */
  readonly problem: string | null
  /** Whether its user has a notice: not of what a person stopped. */
  readonly told: boolean
}

/** Puts into the audit log what is to be recorded of an upload, in the caller's transaction. */
export const recordUpload = (
  audit: AuditLog["Service"],
  { id, name, workspaceId }: WorkedUpload,
  actor: AuditActor,
  record: UploadRecord | null,
) =>
  record === null ? Effect.void : audit.record({
    workspaceId,
    actor,
    action: record.action,
    subject: record.named ? { kind: "upload", id, name } : null,
    detail: { note: record.note },
  })

/** Ends an upload in the caller's transaction: it is recorded, and its user told where they did not end it themselves. */
export const endUpload = Effect.fnUntraced(function* (
  sql: PgClient.PgClient,
  audit: AuditLog["Service"],
  ending: WorkedUpload,
  actor: AuditActor,
  { problem, state, told }: UploadEnd,
) {
  const { id, kind } = ending
  const { ended, keeps, notice } = uploadWorks[kind]
  if (keeps === "refused") {
    yield* sql`DELETE FROM uploaded_rows WHERE upload_id = ${id} AND outcome <> 'refused'`
  }
  yield* sql`UPDATE row_uploads SET state = ${state}, ended_at = now() WHERE id = ${id}`
  yield* recordUpload(audit, ending, actor, ended(ending, state))
  if (!told) return
  yield* workNotices(
    sql,
    sql`SELECT workspace_id, user_id, ${notice}::text AS kind, id::text AS subject, '{}'::uuid[] AS conversation_ids,
        jsonb_strip_nulls(jsonb_build_object('problem', ${problem}::text)) AS detail
      FROM row_uploads WHERE id = ${id}`,
  )
})
