import { PgClient } from "@effect/sql-pg"
import { Clock, Context, Effect, Layer, Queue, Schedule, Stream } from "effect"
import { SqlError } from "effect/sql"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { FileToUpload, RowPage, UploadedRows } from "../../domain/rpc/RowUploadRpcs.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { FileRow } from "../../domain/upload/FileRow.ts"
import {
  isUnderWay,
  type JudgedRow,
  type RowUpload,
  type RowUploadId,
  type UploadKind,
  uploadLimits,
} from "../../domain/upload/RowUpload.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { storableJson } from "../conversations/storableJson.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { endUpload, recordUpload } from "./endUpload.ts"
import type { WorkedUpload } from "./UploadWork.ts"
import { uploadWorks } from "./uploadWorks.ts"

type Viewer = CurrentUser["Service"]

const lookEvery = "500 millis"
/** After so long without a row the tab that had the file counts as closed. */
const silentAfter = "15 seconds"

const noSuchUpload = new Refusal({ code: "not_found", message: "There is no such upload." })
const anotherUnderWay = new Refusal({
  code: "too_many_requests",
  message: "Another import of yours is still under way. Wait until it is done, or stop it.",
})
const notReceiving = new Refusal({
  code: "not_possible",
  message: "This upload takes no more rows. Begin another one.",
})
const notChecked = new Refusal({
  code: "not_possible",
  message: "Only an upload whose rows are checked can be imported.",
})
const tooLong = new Refusal({ code: "not_possible", message: "This file is too long. Split it." })
const couldNotAnswer = orUnavailable("The upload could not be reached. Nothing is lost: try again.")

/** An upload as the table has it. */
interface UploadFields extends Omit<RowUpload, "by" | "startedAt" | "endedAt">, WorkedUpload {
  readonly startedAt: Date
  readonly endedAt: Date | null
  readonly heads: ReadonlyArray<string>
  readonly characters: number
}

const uploadOf = (
  { characters: _characters, columns: _columns, heads: _heads, userId, workspaceId: _, ...row }: UploadFields,
) =>
  ({
    ...row,
    by: userId,
    startedAt: row.startedAt.getTime(),
    endedAt: row.endedAt?.getTime() ?? null,
  }) satisfies RowUpload

const charactersOf = (rows: ReadonlyArray<FileRow>): number =>
  rows.reduce((sum, { fields }) => fields.reduce((of, field) => of + field.length, sum), 0)

const isAdmin = ({ user }: Viewer): boolean => user.role === "admin"

/** To others there is none of that id. */
const mayUse = (viewer: Viewer, { kind, userId }: Pick<UploadFields, "kind" | "userId">): boolean =>
  uploadWorks[kind].adminsOnly === null ? userId === viewer.user.id : isAdmin(viewer)

/** Files of rows: taken in parts, then worked through by `RowUploadsLive`, on whatever node. */
export class RowUploads extends Context.Service<RowUploads, {
  /** The newest, newest first. */
  readonly list: (
    viewer: Viewer,
    kind: UploadKind,
  ) => Effect.Effect<ReadonlyArray<RowUpload>, Refusal | Unavailable>
  /** Where a user has one at a time, refused while it is under way; one that no longer gets its rows gives way. */
  readonly open: (viewer: Viewer, file: FileToUpload) => Effect.Effect<RowUpload, Refusal | Unavailable>
  readonly addRows: (
    viewer: Viewer,
    id: RowUploadId,
    rows: ReadonlyArray<FileRow>,
  ) => Effect.Effect<RowUpload, Refusal | Unavailable>
  /** Of one whose rows were checked. */
  readonly import: (viewer: Viewer, id: RowUploadId) => Effect.Effect<RowUpload, Refusal | Unavailable>
  /** What is imported stays. */
  readonly stop: (viewer: Viewer, id: RowUploadId) => Effect.Effect<RowUpload, Refusal | Unavailable>
  readonly follow: (viewer: Viewer, id: RowUploadId) => Stream.Stream<RowUpload, Refusal | Unavailable>
  readonly rows: (
    viewer: Viewer,
    id: RowUploadId,
    page: RowPage,
  ) => Effect.Effect<UploadedRows, Refusal | Unavailable>
  /** Waits until there may be something to work through here. */
  readonly woken: Effect.Effect<void>
}>()("desk/server/uploads/RowUploads") {
  static readonly layer = Layer.effect(
    RowUploads,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const audit = yield* AuditLog
      const wakes = yield* Queue.sliding<void>(1)
      const wake = Queue.offer(wakes, undefined)

      const columns =
        sql`id, workspace_id, user_id, kind, name, bytes, started_at, ended_at, state, total, received, ready, imported,
        changed AS updated, known, refused, faults, heads, columns, characters,
        (state = 'receiving' AND received_at < now() - ${silentAfter}::interval) AS silent`
      const find = (viewer: Viewer, id: RowUploadId, lock: boolean) =>
        sql<UploadFields>`SELECT ${columns} FROM row_uploads
          WHERE id = ${id} AND workspace_id = ${viewer.workspaceId} ${lock ? sql`FOR UPDATE` : sql``}`.pipe(
          Effect.flatMap(([row]) =>
            row && mayUse(viewer, row) ? Effect.succeed(row) : Effect.fail(noSuchUpload)
          ),
        )
      const found = (viewer: Viewer, id: RowUploadId) => Effect.map(find(viewer, id, false), uploadOf)
      /** The uploads of a kind that a user may see. */
      const listed = ({ user, workspaceId }: Viewer, kind: UploadKind) =>
        sql`workspace_id = ${workspaceId} AND kind = ${kind} AND ${
          uploadWorks[kind].adminsOnly === null ? sql`user_id = ${user.id}` : sql`true`
        }`
      const allowed = (viewer: Viewer, kind: UploadKind) => {
        const { adminsOnly } = uploadWorks[kind]
        return adminsOnly === null || isAdmin(viewer) ? Effect.void : Effect.fail(adminsOnly)
      }
      const walled = <A, E, R>(
        work: Effect.Effect<A, E, R>,
        { workspaceId }: Viewer,
      ): Effect.Effect<A, E | SqlError.SqlError, R> => asWorkspace(sql, workspaceId)(work)

      const list = Effect.fn("RowUploads.list")(
        function* (viewer: Viewer, kind: UploadKind) {
          yield* allowed(viewer, kind)
          const rows = yield* sql<UploadFields>`SELECT ${columns} FROM row_uploads
            WHERE ${listed(viewer, kind)} ORDER BY started_at DESC LIMIT ${uploadWorks[kind].uploadsKept}`
          return rows.map(uploadOf)
        },
        walled,
        couldNotAnswer,
      )

      /** One that no longer gets its rows gives way; of older ones than are kept the rows go. */
      const makeRoom = Effect.fnUntraced(function* (viewer: Viewer, { id, kind }: FileToUpload) {
        yield* sql`
          UPDATE row_uploads SET state = 'stopped', ended_at = now() WHERE user_id = ${viewer.user.id} AND kind = ${kind}
            AND id <> ${id} AND state = 'receiving' AND received_at < now() - ${silentAfter}::interval`
        yield* sql`
          WITH old AS (SELECT id FROM row_uploads
            WHERE ${listed(viewer, kind)} AND state NOT IN ('receiving', 'checking', 'importing')
            ORDER BY started_at DESC OFFSET ${uploadWorks[kind].uploadsKept - 1}),
          ended AS (UPDATE row_uploads SET state = 'stopped', ended_at = now()
            WHERE id IN (SELECT id FROM old) AND state = 'checked')
          DELETE FROM uploaded_rows WHERE upload_id IN (SELECT id FROM old)`
      })

      const open = Effect.fn("RowUploads.open")(
        function* (viewer: Viewer, file: FileToUpload) {
          const { address, user, workspaceId } = viewer
          const { bytes, columns, heads, id, kind, name, rows } = file
          yield* allowed(viewer, kind)
          if (rows > uploadLimits[kind].rowsMax || bytes > uploadLimits[kind].bytesMax) return yield* tooLong
          yield* makeRoom(viewer, file)
          yield* sql`
            INSERT INTO row_uploads (id, workspace_id, user_id, kind, name, bytes, total, heads, columns, address)
            VALUES (${id}, ${workspaceId}, ${user.id}, ${kind}, ${
            name.replaceAll("\0", "")
          }, ${bytes}, ${rows},
              ${storableJson(heads)}::jsonb, ${storableJson(columns)}::jsonb, ${address ?? null})
            ON CONFLICT (id) DO NOTHING`
          return yield* found(viewer, id)
        },
        walled,
        Effect.catchIf(
          (error) => SqlError.isSqlError(error) && error.reason._tag === "UniqueViolation",
          () => Effect.fail(anotherUnderWay),
        ),
        couldNotAnswer,
      )

      const addRows = Effect.fn("RowUploads.addRows")(
        function* (viewer: Viewer, id: RowUploadId, rows: ReadonlyArray<FileRow>) {
          const before = yield* find(viewer, id, true)
          if (before.state !== "receiving" && before.received < before.total) return yield* notReceiving
          if (before.state !== "receiving") return uploadOf(before)
          const { checksFirst, marksOf } = uploadWorks[before.kind]
          const characters = before.characters + charactersOf(rows)
          if (characters > uploadLimits[before.kind].bytesMax) return yield* notReceiving
          const now = yield* Clock.currentTimeMillis
          const stored = rows.map((row) => ({ ...row, ...marksOf(before.columns, row, now) }))
          const taken = yield* sql`
            INSERT INTO uploaded_rows (upload_id, line, fields, numbers, key)
            SELECT ${id}::uuid, line, fields, ARRAY(SELECT jsonb_array_elements_text(numbers)), key
            FROM json_to_recordset(${
            storableJson(stored)
          }::json) AS r(line int, fields jsonb, numbers jsonb, key text)
            ON CONFLICT (upload_id, line) DO NOTHING RETURNING line`
          const received = before.received + taken.length
          if (received > before.total) return yield* notReceiving
          const next = checksFirst ? "checking" : "importing"
          yield* sql`
            UPDATE row_uploads SET received = ${received}, characters = ${characters}, received_at = now(),
              turn_at = now(), state = ${received === before.total ? next : "receiving"} WHERE id = ${id}`
          return yield* found(viewer, id)
        },
        walled,
        couldNotAnswer,
        Effect.tap(() => wake),
      )

      const start = Effect.fn("RowUploads.import")(
        function* (viewer: Viewer, id: RowUploadId) {
          const before = yield* find(viewer, id, true)
          if (before.state === "importing" || before.state === "done") return uploadOf(before)
          if (before.state !== "checked") return yield* notChecked
          yield* sql`UPDATE row_uploads SET state = 'importing', at_line = 0, turn_at = now() WHERE id = ${id}`
          yield* recordUpload(audit, before, auditActorOf(viewer), uploadWorks[before.kind].begun(before))
          return yield* found(viewer, id)
        },
        walled,
        couldNotAnswer,
        Effect.tap(() => wake),
      )

      const stop = Effect.fn("RowUploads.stop")(
        function* (viewer: Viewer, id: RowUploadId) {
          const before = yield* find(viewer, id, true)
          if (isUnderWay(before) || before.state === "checked") {
            const how = { state: "stopped", problem: null, told: false } as const
            yield* endUpload(sql, audit, before, auditActorOf(viewer), how)
          }
          return yield* found(viewer, id)
        },
        walled,
        couldNotAnswer,
      )

      const look = Effect.fn("RowUploads.look")(found, walled, couldNotAnswer)

      const rows = Effect.fn("RowUploads.rows")(
        function* (viewer: Viewer, id: RowUploadId, { after, limit, outcome }: RowPage) {
          const { columns, heads } = yield* find(viewer, id, false)
          const rows = yield* sql<JudgedRow>`
            SELECT line, fields, outcome, reason FROM uploaded_rows
            WHERE upload_id = ${id} AND line > ${after} AND ${
            outcome === null ? sql`true` : sql`outcome = ${outcome}`
          } ORDER BY line LIMIT ${limit}`
          return { heads, columns, rows }
        },
        walled,
        couldNotAnswer,
      )

      return RowUploads.of({
        list,
        open,
        addRows,
        import: start,
        stop,
        follow: (viewer, id) =>
          Stream.fromEffectSchedule(look(viewer, id), Schedule.spaced(lookEvery)).pipe(
            Stream.takeUntil((shown) => !isUnderWay(shown)),
          ),
        rows,
        woken: Queue.take(wakes),
      })
    }),
  )
}
