import { PgClient } from "@effect/sql-pg"
import { Effect, Layer } from "effect"
import type { UploadId } from "../../domain/consent/ConsentUpload.ts"
import type { CanonicalAddress } from "../../domain/contact/Address.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { tellDesks } from "../contacts/tellDesks.ts"
import { workInSteps } from "../database/workInSteps.ts"
import { workNotices } from "../notifications/workNotices.ts"
import { ConsentUploads } from "./ConsentUploads.ts"
import { judgeUploadRow, type RowToJudge } from "./judgeUploadRow.ts"
import type { PermissionRecord } from "./permissionStatement.ts"
import { recordPermissions } from "./recordPermissions.ts"

/** Rows of one transaction: milliseconds of work, so that nothing else waits for it. */
const batchMax = 1000

interface Upload {
  readonly id: UploadId
  readonly workspaceId: WorkspaceId
  readonly createdBy: UserId
  readonly state: "checking" | "importing"
  readonly atLine: number
}

interface BatchRow extends RowToJudge {
  readonly channel: Channel
  readonly address: CanonicalAddress
  readonly source: string
  readonly note: string
}

/**
 * Checks and imports what was uploaded, batch after batch, each in a transaction that also says how far it came: after a
 * crash it goes on where it was, and no row is taken twice. One node at a time works on an upload; the row is locked.
 */
export const ConsentUploadsLive = Layer.effectDiscard(Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const uploads = yield* ConsentUploads

  const take = sql<Upload>`
    SELECT id, workspace_id, created_by, state, at_line FROM consent_uploads
    WHERE state IN ('checking', 'importing') ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED`

  /**
   * The readable rows of a batch that are still to be judged, with what the desk knows of their numbers. OFFSET 0 keeps the
   * planner from looking for the first row of a number by going through the file from its beginning.
   */
  const rowsOf = ({ atLine, id, state, workspaceId }: Upload, through: number) =>
    sql<BatchRow>`
      SELECT r.line, r.read_channel AS channel, r.address, r.source, r.note, r.given_at, p.opted_out_at, p.consent_at,
        p.consent_changed_at, (SELECT min(same.line) FROM (SELECT f.line FROM consent_upload_rows f
          WHERE f.upload_id = r.upload_id AND f.read_channel = r.read_channel AND f.address = r.address
          OFFSET 0) same) AS first_line
      FROM consent_upload_rows r LEFT JOIN permissions p ON p.workspace_id = ${workspaceId}
        AND p.channel = r.read_channel AND p.address = r.address
      WHERE r.upload_id = ${id} AND r.line > ${atLine} AND r.line <= ${through}
        AND r.outcome = ${state === "checking" ? "waiting" : "ready"} ORDER BY r.line`

  const lastLineOf = ({ atLine, id }: Upload) =>
    Effect.map(
      sql<{ readonly line: number | null; readonly rows: number }>`
        SELECT max(line) AS line, count(*)::int AS rows FROM (SELECT line FROM consent_upload_rows
          WHERE upload_id = ${id} AND line > ${atLine} ORDER BY line LIMIT ${batchMax}) batch`,
      ([last]) => !last || last.line === null ? null : { line: last.line, rows: last.rows },
    )

  const recordOf = ({ createdBy, workspaceId }: Upload, row: BatchRow): PermissionRecord => ({
    workspaceId,
    channel: row.channel,
    address: row.address,
    what: "given",
    origin: "upload",
    at: row.givenAt.getTime(),
    source: row.source.trim(),
    proof: row.note.trim() === "" ? null : row.note.trim(),
    by: createdBy,
    conversationId: null,
    providerHolds: false,
  })

  const record = Effect.fnUntraced(function* (upload: Upload, rows: ReadonlyArray<BatchRow>) {
    if (rows.length === 0) return
    const versions = yield* recordPermissions(sql, rows.map((row) => recordOf(upload, row)))
    yield* tellDesks(sql, upload.workspaceId, versions.map(({ address }) => address))
  })

  const checked = ({ id }: Upload) =>
    Effect.asVoid(sql`UPDATE consent_uploads SET state = 'checked' WHERE id = ${id}`)

  const done = ({ id }: Upload) =>
    Effect.asVoid(workNotices(
      sql,
      sql`UPDATE consent_uploads SET state = 'done' WHERE id = ${id}
        RETURNING workspace_id, created_by AS user_id, 'upload' AS kind, id::text AS subject,
          '{}'::uuid[] AS conversation_ids, '{}'::jsonb AS detail`,
    ))

  const batch = Effect.fnUntraced(function* (upload: Upload) {
    const importing = upload.state === "importing"
    const last = yield* lastLineOf(upload)
    if (last === null) return yield* importing ? done(upload) : checked(upload)
    const rows = yield* rowsOf(upload, last.line)
    const verdicts = rows.map(judgeUploadRow)
    const ready = rows.filter((_, index) => verdicts[index]?.outcome === "ready")
    if (importing) yield* record(upload, ready)
    const json = JSON.stringify(
      verdicts.map((verdict) =>
        importing && verdict.outcome === "ready" ? { ...verdict, outcome: "imported" } : verdict
      ),
    )
    yield* sql`
      UPDATE consent_upload_rows r SET outcome = v.outcome, reason = v.reason
      FROM json_to_recordset(${json}::json) AS v(line int, outcome text, reason text)
      WHERE r.upload_id = ${upload.id} AND r.line = v.line AND r.outcome IS DISTINCT FROM v.outcome`
    const count = (outcome: string) => verdicts.filter((verdict) => verdict.outcome === outcome).length
    const unreadable = importing ? 0 : last.rows - rows.length
    yield* sql`
      UPDATE consent_uploads SET at_line = ${last.line},
        checked = checked + ${importing ? 0 : last.rows},
        ready = ready + ${importing ? -rows.length : count("ready")},
        imported = imported + ${importing ? count("ready") : 0},
        known = known + ${count("known")}, refused = refused + ${count("refused") + unreadable}
      WHERE id = ${upload.id}`
  })

  // A plan kept from when the tables were empty goes through all of them for each row, once they are not.
  const plannedAnew = sql`SELECT set_config('plan_cache_mode', 'force_custom_plan', true)`

  /** Whether there was something to do. */
  const step = sql.withTransaction(Effect.gen(function* () {
    const [upload] = yield* take
    if (!upload) return false
    yield* plannedAnew
    yield* batch(upload)
    return true
  })).pipe(Effect.withSpan("ConsentUploads.step"))

  yield* workInSteps({ step, woken: uploads.woken, warning: "an upload of consents did not go on" })
}))
