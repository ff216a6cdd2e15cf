import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Schedule } from "effect"
import { noticeDays } from "../../domain/notification/Notice.ts"
import type { FileRow } from "../../domain/upload/FileRow.ts"
import type { RowUpload } from "../../domain/upload/RowUpload.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { workInSteps } from "../database/workInSteps.ts"
import { Directory } from "../directory/Directory.ts"
import { endUpload, type UploadEnd } from "./endUpload.ts"
import { erasedRow } from "./eraseUploadedRows.ts"
import { RowUploads } from "./RowUploads.ts"
import type { RowVerdict, WorkedUpload } from "./UploadWork.ts"
import { uploadWorks } from "./uploadWorks.ts"

/** So often a batch that could not be written is tried, after pauses of 1, 2, 4 … 64 seconds. */
const triesMax = 8
/** After so long without a row an upload has not arrived, and its user is told. */
const arrivesWithin = "1 minute"
const sweepEvery = "1 hour"

const notArrived = "The file did not arrive whole, and nothing was imported. Choose it again."
const notWritten =
  "Some rows could not be written. Import the file again: what is there already stays as it is."

interface Working extends WorkedUpload, Pick<RowUpload, "faults"> {
  readonly address: string | null
  readonly atLine: number
  readonly tries: number
}

interface BatchRow extends FileRow {
  /** It was erased while it waited. */
  readonly erased: boolean
}

const countFaults = (
  before: RowUpload["faults"],
  verdicts: ReadonlyArray<RowVerdict>,
): RowUpload["faults"] => {
  const counts = new Map(before.map(({ count, fault }) => [fault, count]))
  for (const { fault } of verdicts) if (fault) counts.set(fault, (counts.get(fault) ?? 0) + 1)
  return [...counts].map(([fault, count]) => ({ fault, count })).sort((a, b) => b.count - a.count)
}

/**
 * Works through files of rows, a batch of each in turn, so that a long one holds up no short one. What a batch changes and how
 * far the upload is are one transaction: after a crash it goes on where it was, and no row is taken twice (FIT-3).
 */
export const RowUploadsLive = Layer.effectDiscard(Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const uploads = yield* RowUploads
  const directory = yield* Directory
  const audit = yield* AuditLog

  const columns =
    sql`id, workspace_id, user_id, kind, name, state, total, ready, imported, changed AS updated, known, refused, faults,
    columns, address, at_line, tries`
  const take = sql<Working>`
    SELECT ${columns} FROM row_uploads WHERE state IN ('checking', 'importing') AND turn_at <= now()
    ORDER BY turn_at LIMIT 1 FOR UPDATE SKIP LOCKED`

  const end = (working: Working, how: UploadEnd) =>
    endUpload(sql, audit, working, { user: working.userId, address: working.address }, how)

  /** What a batch is of: where they were checked first, those that are ready are imported. */
  const outcomeOf = ({ kind, state }: Working) =>
    uploadWorks[kind].checksFirst && state === "importing" ? "ready" : "waiting"

  // Held before what they change, as an erasure holds them.
  const rowsOf = (working: Working) =>
    sql<BatchRow>`
      SELECT line, fields, fault IS NOT NULL AS erased FROM uploaded_rows
      WHERE upload_id = ${working.id} AND line > ${working.atLine} AND outcome = ${outcomeOf(working)}
      ORDER BY line LIMIT ${uploadWorks[working.kind].batchMax} FOR UPDATE`

  const note = Effect.fnUntraced(
    function* (working: Working, last: number, verdicts: ReadonlyArray<RowVerdict>) {
      const { id, kind } = working
      const keepsAll = uploadWorks[kind].keeps === "all"
      const count = (outcome: RowVerdict["outcome"]) =>
        verdicts.filter((verdict) => verdict.outcome === outcome).length
      const kept = verdicts.filter(({ outcome }) => keepsAll || outcome === "refused")
      yield* sql`
        UPDATE uploaded_rows r SET outcome = v.outcome, fault = v.fault, reason = v.reason
        FROM json_to_recordset(${
        JSON.stringify(kept)
      }::json) AS v(line int, outcome text, fault text, reason text)
        WHERE r.upload_id = ${id} AND r.line = v.line`
      if (!keepsAll) {
        yield* sql`DELETE FROM uploaded_rows WHERE upload_id = ${id} AND line <= ${last} AND outcome <> 'refused'`
      }
      const readyBefore = outcomeOf(working) === "ready" ? verdicts.length : 0
      yield* sql`
        UPDATE row_uploads SET at_line = ${last}, ready = ready + ${count("ready") - readyBefore},
          imported = imported + ${count("imported")}, changed = changed + ${
        verdicts.filter(({ updated }) => updated === true).length
      },
          known = known + ${count("known")}, refused = refused + ${count("refused")},
          faults = ${JSON.stringify(countFaults(working.faults, verdicts))}::jsonb, tries = 0, turn_at = now()
        WHERE id = ${id}`
    },
  )

  const batch = Effect.fnUntraced(function* (working: Working) {
    const rows = yield* rowsOf(working)
    const last = rows.at(-1)
    if (!last && working.state === "checking") {
      return yield* sql`UPDATE row_uploads SET state = 'checked' WHERE id = ${working.id}`
    }
    const { users } = yield* directory.snapshot
    const { work } = uploadWorks[working.kind]
    const verdicts = yield* work(
      sql,
      working,
      users.get(working.userId),
      rows.filter(({ erased }) => !erased),
    )
    if (verdicts === null) return yield* end(working, { state: "stopped", problem: null, told: false })
    if (!last) return yield* end(working, { state: "done", problem: null, told: true })
    const gone = rows.flatMap(({ erased, line }): ReadonlyArray<RowVerdict> =>
      erased ? [{ line, ...erasedRow }] : []
    )
    yield* note(working, last.line, [...verdicts, ...gone])
  })

  /** It is another's turn; this one's comes again, a few times. */
  const putOff = (working: Working, error: unknown) =>
    Effect.gen(function* () {
      const tries = working.tries + 1
      yield* Effect.logWarning("a part of an upload was not written", errorSummary(error))
      if (tries >= triesMax) {
        return yield* end(working, { state: "failed", problem: notWritten, told: true })
      }
      yield* sql`UPDATE row_uploads SET tries = ${tries},
        turn_at = now() + make_interval(secs => ${2 ** (tries - 1)}) WHERE id = ${working.id}`
    })

  // A plan kept from when the tables were empty goes through all of them for each row, once they are not.
  const plannedAnew = sql`SELECT set_config('plan_cache_mode', 'force_custom_plan', true)`

  /** Ends one whose rows stopped coming. */
  const giveUp = Effect.gen(function* () {
    const [left] = yield* sql<Working>`
      SELECT ${columns} FROM row_uploads
      WHERE state = 'receiving' AND received_at < now() - ${arrivesWithin}::interval LIMIT 1 FOR UPDATE SKIP LOCKED`
    if (!left) return false
    yield* end(left, { state: "stopped", problem: notArrived, told: true })
    return true
  })

  const step = sql.withTransaction(Effect.gen(function* () {
    const [working] = yield* take
    if (!working) return yield* giveUp
    yield* plannedAnew
    yield* asWorkspace(sql, working.workspaceId)(batch(working)).pipe(
      Effect.catch((error) => putOff(working, error)),
    )
    return true
  })).pipe(Effect.withSpan("RowUploads.step"))

  /** Rows go after as long as their kind keeps them, and with the last notice what became of the others. */
  const sweep = Effect.gen(function* () {
    for (const [kind, { rowsKeptDays }] of Object.entries(uploadWorks)) {
      if (rowsKeptDays === null) continue
      yield* sql`
        DELETE FROM uploaded_rows WHERE upload_id IN (SELECT id FROM row_uploads
          WHERE kind = ${kind} AND ended_at < now() - make_interval(days => ${rowsKeptDays}))`
    }
    yield* sql`
      DELETE FROM row_uploads u WHERE ended_at < now() - make_interval(days => ${noticeDays})
        AND NOT EXISTS (SELECT FROM uploaded_rows r WHERE r.upload_id = u.id)`
  })

  yield* workInSteps({ step, woken: uploads.woken, warning: "an upload did not go on" })
  yield* sql.withTransaction(sweep).pipe(
    Effect.catch((error) => Effect.logWarning("old uploads were not removed", errorSummary(error))),
    Effect.schedule(Schedule.spaced(sweepEvery)),
    Effect.forkScoped,
  )
}))
