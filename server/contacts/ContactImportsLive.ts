import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Schedule } from "effect"
import {
  type ContactImport,
  type ImportFileRow,
  type ImportResult,
  importRowOf,
  importRowsKeptDays,
} from "../../domain/contact/ContactImport.ts"
import { noticeDays } from "../../domain/notification/Notice.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { workInSteps } from "../database/workInSteps.ts"
import { Directory } from "../directory/Directory.ts"
import { ContactImports, type ImportFields } from "./ContactImports.ts"
import { endImport, type ImportEnd } from "./endImport.ts"
import { importContacts } from "./importContacts.ts"

/** Rows of one transaction: milliseconds of work, so that nothing else waits for it. */
const batchMax = 250
/** So often a batch that could not be written is tried, after pauses of 1, 2, 4 … 64 seconds. */
const triesMax = 8
/** After so long without a row an import has not arrived, and its user is told. */
const arrivesWithin = "1 minute"
const sweepEvery = "1 hour"

const notArrived = "The file did not arrive whole, and nothing was imported. Choose it again."
const notWritten =
  "Some rows could not be written. Import the file again: what is there already stays as it is."

interface Working
  extends Pick<ImportFields, "id" | "columns" | "created" | "updated" | "known" | "refused" | "faults"> {
  readonly workspaceId: WorkspaceId
  readonly userId: UserId
  readonly address: string | null
  readonly atLine: number
  readonly tries: number
}

interface BatchRow extends ImportFileRow {
  /** It was erased while it waited. */
  readonly erased: boolean
}

const countFaults = (
  before: ContactImport["faults"],
  results: ReadonlyArray<ImportResult>,
): ContactImport["faults"] => {
  const counts = new Map(before.map(({ count, fault }) => [fault, count]))
  for (const result of results) {
    if (result._tag === "Refused") counts.set(result.fault, (counts.get(result.fault) ?? 0) + 1)
  }
  return [...counts].map(([fault, count]) => ({ fault, count })).sort((a, b) => b.count - a.count)
}

/**
 * Works through files of contacts, a batch of each in turn, so that a long one holds up no short one. What a batch changes and
 * how far the import is are one transaction: after a crash it goes on where it was, and no row is taken twice (FIT-3). The
 * rights of its user count as they are by then; where the user is gone or has no licence any more, it ends.
 */
export const ContactImportsLive = Layer.effectDiscard(Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const imports = yield* ContactImports
  const directory = yield* Directory
  const audit = yield* AuditLog

  const columns =
    sql`id, workspace_id, user_id, imported - changed AS created, changed AS updated, known, refused, faults,
    columns, address, at_line, tries`
  const take = sql<Working>`
    SELECT ${columns} FROM contact_imports WHERE state = 'importing' AND turn_at <= now()
    ORDER BY turn_at LIMIT 1 FOR UPDATE SKIP LOCKED`

  const end = (working: Working, how: ImportEnd) =>
    endImport(sql, audit, { ...working, actor: { user: working.userId, address: working.address } }, how)

  // Held before the contacts, as an erasure holds them.
  const rowsOf = ({ atLine, id }: Working) =>
    sql<BatchRow>`
      SELECT line, fields, fault IS NOT NULL AS erased FROM contact_import_rows
      WHERE import_id = ${id} AND line > ${atLine} ORDER BY line LIMIT ${batchMax} FOR UPDATE`

  const note = Effect.fnUntraced(
    function* (working: Working, rows: ReadonlyArray<BatchRow>, results: ReadonlyArray<ImportResult>) {
      const { id } = working
      const refused = results.flatMap((result) => result._tag === "Refused" ? [result] : [])
      const count = (tag: ImportResult["_tag"]) => results.filter(({ _tag }) => _tag === tag).length
      const last = rows.at(-1)?.line ?? working.atLine
      yield* sql`
        UPDATE contact_import_rows r SET fault = v.fault, reason = v.reason
        FROM json_to_recordset(${JSON.stringify(refused)}::json) AS v(line int, fault text, reason text)
        WHERE r.import_id = ${id} AND r.line = v.line AND r.fault IS NULL`
      yield* sql`DELETE FROM contact_import_rows WHERE import_id = ${id} AND line <= ${last} AND fault IS NULL`
      yield* sql`
        UPDATE contact_imports SET at_line = ${last}, done = done + ${results.length},
          imported = imported + ${count("Created") + count("Updated")}, changed = changed + ${
        count("Updated")
      },
          known = known + ${count("Unchanged")}, refused = refused + ${refused.length},
          faults = ${JSON.stringify(countFaults(working.faults, results))}::jsonb, tries = 0, turn_at = now()
        WHERE id = ${id}`
    },
  )

  const batch = Effect.fnUntraced(function* (working: Working) {
    const { users } = yield* directory.snapshot
    const user = users.get(working.userId)
    if (!user?.licensed) return yield* end(working, { state: "stopped", problem: null, told: false })
    const rows = yield* rowsOf(working)
    if (rows.length === 0) return yield* end(working, { state: "done", problem: null, told: true })
    const viewer = { user, workspaceId: working.workspaceId, sessionId: "" }
    const waiting = rows.filter(({ erased }) => !erased)
    const imported = yield* importContacts(
      sql,
      viewer,
      waiting.map((row) => importRowOf(working.columns, row)),
    )
    const gone = rows.flatMap(({ erased, line }): ReadonlyArray<ImportResult> =>
      erased ? [{ _tag: "Refused", line, fault: "erased", reason: "" }] : []
    )
    yield* note(working, rows, [...imported, ...gone])
  })

  /** It is another's turn; this one's comes again, a few times. */
  const putOff = (working: Working, error: unknown) =>
    Effect.gen(function* () {
      const tries = working.tries + 1
      yield* Effect.logWarning("a part of an import of contacts was not written", errorSummary(error))
      if (tries >= triesMax) {
        return yield* end(working, { state: "failed", problem: notWritten, told: true })
      }
      yield* sql`UPDATE contact_imports SET tries = ${tries},
        turn_at = now() + make_interval(secs => ${2 ** (tries - 1)}) WHERE id = ${working.id}`
    })

  // A plan kept from when the tables were empty goes through all of them for each row, once they are not.
  const plannedAnew = sql`SELECT set_config('plan_cache_mode', 'force_custom_plan', true)`

  /** Ends one whose rows stopped coming. */
  const giveUp = Effect.gen(function* () {
    const [left] = yield* sql<Working>`
      SELECT ${columns} FROM contact_imports
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
  })).pipe(Effect.withSpan("ContactImports.step"))

  /** Rows to fix go after a week, and with the last notice what became of the others. */
  const sweep = Effect.gen(function* () {
    yield* sql`
      DELETE FROM contact_import_rows WHERE import_id IN (SELECT id FROM contact_imports
        WHERE ended_at < now() - make_interval(days => ${importRowsKeptDays}))`
    yield* sql`DELETE FROM contact_imports WHERE ended_at < now() - make_interval(days => ${noticeDays})`
  })

  yield* workInSteps({ step, woken: imports.woken, warning: "an import of contacts did not go on" })
  yield* sql.withTransaction(sweep).pipe(
    Effect.catch((error) => Effect.logWarning("old imports were not removed", errorSummary(error))),
    Effect.schedule(Schedule.spaced(sweepEvery)),
    Effect.forkScoped,
  )
}))
