import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, Queue, Schedule, Stream } from "effect"
import { SqlError } from "effect/sql"
import {
  type ContactImport,
  type ContactImportId,
  importBytesMax,
  type ImportColumns,
  type ImportFileRow,
  importRowOf,
  importsKept,
  isImportUnderWay,
  type RefusedRow,
} from "../../domain/contact/ContactImport.ts"
import { readImportRow } from "../../domain/contact/readImportRow.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { storableJson } from "../conversations/storableJson.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { endImport } from "./endImport.ts"

type Viewer = CurrentUser["Service"]

const lookEvery = "500 millis"
/** After so long without a row the tab that had the file counts as closed. */
const silentAfter = "15 seconds"

const noSuchImport = new Refusal({ code: "not_found", message: "There is no such import." })
const anotherUnderWay = new Refusal({
  code: "too_many_requests",
  message: "Another import of yours is still under way. Wait until it is done, or stop it.",
})
const notReceiving = new Refusal({
  code: "not_possible",
  message: "This import takes no more rows. Begin another one.",
})
const couldNotAnswer = orUnavailable("The import could not be reached. Nothing is lost: try again.")

/** An import as the table has it. */
export interface ImportFields extends Omit<ContactImport, "startedAt" | "endedAt"> {
  readonly startedAt: Date
  readonly endedAt: Date | null
  readonly heads: ReadonlyArray<string>
  readonly columns: ImportColumns
  readonly characters: number
}

const importOf = ({ columns: _columns, heads: _heads, characters: _characters, ...row }: ImportFields) =>
  ({
    ...row,
    startedAt: row.startedAt.getTime(),
    endedAt: row.endedAt?.getTime() ?? null,
  }) satisfies ContactImport

const charactersOf = (rows: ReadonlyArray<ImportFileRow>): number =>
  rows.reduce((sum, { fields }) => fields.reduce((of, field) => of + field.length, sum), 0)

/** What a row's numbers are, so that an erasure finds it (CONTACT-6). */
const numbersOf = (columns: ImportColumns, row: ImportFileRow): ReadonlyArray<string> => {
  const read = readImportRow(importRowOf(columns, row))
  return "reason" in read ? [] : [...read.phones.keys()]
}

/** Files of contacts, each its user's own: taken in parts, then worked through by `ContactImportsLive`, on whatever node. */
export class ContactImports extends Context.Service<ContactImports, {
  /** The newest, newest first. */
  readonly list: (viewer: Viewer) => Effect.Effect<ReadonlyArray<ContactImport>, Unavailable>
  /** Refused while another one of the user's is under way; one that no longer gets its rows gives way. */
  readonly open: (
    viewer: Viewer,
    file: Pick<ImportFields, "id" | "name" | "heads" | "columns"> & { readonly rows: number },
  ) => Effect.Effect<ContactImport, Refusal | Unavailable>
  readonly addRows: (
    viewer: Viewer,
    id: ContactImportId,
    rows: ReadonlyArray<ImportFileRow>,
  ) => Effect.Effect<ContactImport, Refusal | Unavailable>
  readonly stop: (viewer: Viewer, id: ContactImportId) => Effect.Effect<ContactImport, Refusal | Unavailable>
  readonly follow: (
    viewer: Viewer,
    id: ContactImportId,
  ) => Stream.Stream<ContactImport, Refusal | Unavailable>
  /** Rows that were left out, in order of line, with what the columns are called. */
  readonly refused: (
    viewer: Viewer,
    id: ContactImportId,
    page: { readonly after: number; readonly limit: number },
  ) => Effect.Effect<
    { readonly heads: ReadonlyArray<string>; readonly rows: ReadonlyArray<RefusedRow> },
    Refusal | Unavailable
  >
  /** Waits until something may have to be imported here. */
  readonly woken: Effect.Effect<void>
}>()("desk/server/contacts/ContactImports") {
  static readonly layer = Layer.effect(
    ContactImports,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const audit = yield* AuditLog
      const wakes = yield* Queue.sliding<void>(1)
      const wake = Queue.offer(wakes, undefined)

      const columns =
        sql`id, name, started_at, ended_at, state, total, received, imported - changed AS created,
        changed AS updated, known, refused, faults, heads, columns, characters,
        (state = 'receiving' AND received_at < now() - ${silentAfter}::interval) AS silent`
      const find = ({ user }: Viewer, id: ContactImportId, lock: boolean) =>
        sql<ImportFields>`SELECT ${columns} FROM contact_imports
          WHERE id = ${id} AND user_id = ${user.id} ${lock ? sql`FOR UPDATE` : sql``}`.pipe(
          Effect.flatMap(([row]) => row ? Effect.succeed(row) : Effect.fail(noSuchImport)),
        )
      const found = (viewer: Viewer, id: ContactImportId) => Effect.map(find(viewer, id, false), importOf)
      const walled = <A, E, R>(
        work: Effect.Effect<A, E, R>,
        { workspaceId }: Viewer,
      ): Effect.Effect<A, E | SqlError.SqlError, R> => asWorkspace(sql, workspaceId)(work)

      const list = Effect.fn("ContactImports.list")(
        function* ({ user }: Viewer) {
          const rows = yield* sql<ImportFields>`SELECT ${columns} FROM contact_imports
            WHERE user_id = ${user.id} ORDER BY started_at DESC LIMIT ${importsKept}`
          return rows.map(importOf)
        },
        walled,
        couldNotAnswer,
      )

      const open = Effect.fn("ContactImports.open")(
        function* (
          viewer: Viewer,
          { columns, heads, id, name, rows }: Parameters<ContactImports["Service"]["open"]>[1],
        ) {
          const { address, user, workspaceId } = viewer
          yield* sql`
            UPDATE contact_imports SET state = 'stopped', ended_at = now() WHERE user_id = ${user.id} AND id <> ${id}
              AND state = 'receiving' AND received_at < now() - ${silentAfter}::interval`
          yield* sql`
            INSERT INTO contact_imports (id, workspace_id, user_id, name, total, done, imported, known, refused, state, heads,
              columns, address)
            VALUES (${id}, ${workspaceId}, ${user.id}, ${
            name.replaceAll("\0", "")
          }, ${rows}, 0, 0, 0, 0, 'receiving',
              ${storableJson(heads)}::jsonb, ${JSON.stringify(columns)}::jsonb, ${address ?? null})
            ON CONFLICT (id) DO NOTHING`
          yield* sql`
            DELETE FROM contact_import_rows WHERE import_id IN (
              SELECT id FROM contact_imports WHERE user_id = ${user.id} AND state NOT IN ('receiving', 'importing')
              ORDER BY started_at DESC OFFSET ${importsKept - 1})`
          return yield* found(viewer, id)
        },
        walled,
        Effect.catchIf(
          (error) => SqlError.isSqlError(error) && error.reason._tag === "UniqueViolation",
          () => Effect.fail(anotherUnderWay),
        ),
        couldNotAnswer,
      )

      const addRows = Effect.fn("ContactImports.addRows")(
        function* (viewer: Viewer, id: ContactImportId, rows: ReadonlyArray<ImportFileRow>) {
          const before = yield* find(viewer, id, true)
          if (before.state !== "receiving" && before.received < before.total) return yield* notReceiving
          if (before.state !== "receiving") return importOf(before)
          const characters = before.characters + charactersOf(rows)
          if (characters > importBytesMax) return yield* notReceiving
          const stored = rows.map((row) => ({ ...row, numbers: numbersOf(before.columns, row) }))
          const taken = yield* sql`
            INSERT INTO contact_import_rows (import_id, line, fields, numbers)
            SELECT ${id}::uuid, line, fields, ARRAY(SELECT jsonb_array_elements_text(numbers))
            FROM json_to_recordset(${storableJson(stored)}::json) AS r(line int, fields jsonb, numbers jsonb)
            ON CONFLICT (import_id, line) DO NOTHING RETURNING line`
          const received = before.received + taken.length
          if (received > before.total) return yield* notReceiving
          yield* sql`
            UPDATE contact_imports SET received = ${received}, characters = ${characters}, received_at = now(),
              turn_at = now(), state = ${
            received === before.total ? "importing" : "receiving"
          } WHERE id = ${id}`
          return yield* found(viewer, id)
        },
        walled,
        couldNotAnswer,
        Effect.tap(() => wake),
      )

      const stop = Effect.fn("ContactImports.stop")(
        function* (viewer: Viewer, id: ContactImportId) {
          const before = yield* find(viewer, id, true)
          if (isImportUnderWay(before)) {
            yield* endImport(
              sql,
              audit,
              { ...before, workspaceId: viewer.workspaceId, actor: auditActorOf(viewer) },
              { state: "stopped", problem: null, told: false },
            )
          }
          return yield* found(viewer, id)
        },
        walled,
        couldNotAnswer,
      )

      const look = Effect.fn("ContactImports.look")(found, walled, couldNotAnswer)

      const refused = Effect.fn("ContactImports.refused")(
        function* (
          viewer: Viewer,
          id: ContactImportId,
          { after, limit }: { readonly after: number; readonly limit: number },
        ) {
          const { heads } = yield* find(viewer, id, false)
          const rows = yield* sql<RefusedRow>`
            SELECT line, fields, reason FROM contact_import_rows
            WHERE import_id = ${id} AND line > ${after} AND fault IS NOT NULL ORDER BY line LIMIT ${limit}`
          return { heads, rows }
        },
        walled,
        couldNotAnswer,
      )

      return ContactImports.of({
        list,
        open,
        addRows,
        stop,
        follow: (viewer, id) =>
          Stream.fromEffectSchedule(look(viewer, id), Schedule.spaced(lookEvery)).pipe(
            Stream.takeUntil((shown) => !isImportUnderWay(shown)),
          ),
        refused,
        woken: Queue.take(wakes),
      })
    }),
  )
}
