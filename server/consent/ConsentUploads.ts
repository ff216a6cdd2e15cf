import { PgClient } from "@effect/sql-pg"
import { Clock, Context, Effect, Layer, Queue, Schedule, Stream } from "effect"
import type { SqlError } from "effect/sql"
import {
  type ConsentUpload,
  isUnderWay,
  type JudgedRow,
  type RowOutcome,
  type UploadId,
  type UploadRow,
} from "../../domain/consent/ConsentUpload.ts"
import { readConsentRow } from "../../domain/consent/readConsentRow.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { storableJson } from "../conversations/storableJson.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"

type Viewer = CurrentUser["Service"]

/** Older ones are forgotten when another begins; what they brought stays on file. */
const uploadsKept = 20
const lookEvery = "500 millis"

const noSuchUpload = new Refusal({ code: "not_found", message: "There is no such upload." })
const notReceiving = new Refusal({
  code: "not_possible",
  message: "This upload takes no more rows. Begin another one.",
})
const notChecked = new Refusal({
  code: "not_possible",
  message: "Only an upload whose rows are checked can be imported.",
})
const couldNotAnswer = orUnavailable("The upload could not be reached. Nothing is lost: try again.")

interface UploadFields extends Omit<ConsentUpload, "createdAt"> {
  readonly createdAt: Date
}

const uploadOf = (row: UploadFields): ConsentUpload => ({ ...row, createdAt: row.createdAt.getTime() })

/** A row with what it says, as the table keeps it. */
const storedRow = (row: UploadRow, now: number) => {
  const read = readConsentRow(row, now)
  return "reason" in read ? { ...row, outcome: "refused", reason: read.reason } : {
    ...row,
    outcome: "waiting",
    read_channel: read.channel,
    address: read.address,
    given_at: new Date(read.at).toISOString(),
  }
}

/** Files of consents: taken in parts, then checked and imported by `ConsentUploadsLive`, on whatever node that runs. */
export class ConsentUploads extends Context.Service<ConsentUploads, {
  readonly list: (viewer: Viewer) => Effect.Effect<ReadonlyArray<ConsentUpload>, Unavailable>
  readonly open: (
    viewer: Viewer,
    upload: { readonly id: UploadId; readonly name: string; readonly bytes: number; readonly rows: number },
  ) => Effect.Effect<ConsentUpload, Refusal | Unavailable>
  readonly add: (
    viewer: Viewer,
    id: UploadId,
    rows: ReadonlyArray<UploadRow>,
  ) => Effect.Effect<ConsentUpload, Refusal | Unavailable>
  readonly import: (viewer: Viewer, id: UploadId) => Effect.Effect<ConsentUpload, Refusal | Unavailable>
  readonly cancel: (viewer: Viewer, id: UploadId) => Effect.Effect<ConsentUpload, Refusal | Unavailable>
  readonly follow: (viewer: Viewer, id: UploadId) => Stream.Stream<ConsentUpload, Refusal | Unavailable>
  readonly rows: (
    viewer: Viewer,
    id: UploadId,
    page: { readonly outcome: RowOutcome | null; readonly after: number; readonly limit: number },
  ) => Effect.Effect<ReadonlyArray<JudgedRow>, Refusal | Unavailable>
  /** Waits until something may have to be checked or imported here. */
  readonly woken: Effect.Effect<void>
}>()("desk/server/consent/ConsentUploads") {
  static readonly layer = Layer.effect(
    ConsentUploads,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const audit = yield* AuditLog
      const wakes = yield* Queue.sliding<void>(1)
      const wake = Queue.offer(wakes, undefined)

      const columns =
        sql`id, name, bytes, created_by AS by, created_at, state, total, received, checked, ready,
        known, refused, imported`
      const find = (viewer: Viewer, id: UploadId, lock: boolean) =>
        sql<UploadFields>`SELECT ${columns} FROM consent_uploads
          WHERE id = ${id} AND workspace_id = ${viewer.workspaceId} ${lock ? sql`FOR UPDATE` : sql``}`.pipe(
          Effect.flatMap(([row]) => row ? Effect.succeed(uploadOf(row)) : Effect.fail(noSuchUpload)),
        )
      const walled = <A, E, R>(
        work: Effect.Effect<A, E, R>,
        { workspaceId }: { readonly workspaceId: WorkspaceId },
      ): Effect.Effect<A, E | SqlError.SqlError, R> => asWorkspace(sql, workspaceId)(work)

      const list = Effect.fn("ConsentUploads.list")(
        function* ({ workspaceId }: Viewer) {
          const rows = yield* sql<UploadFields>`SELECT ${columns} FROM consent_uploads
            WHERE workspace_id = ${workspaceId} ORDER BY created_at DESC LIMIT ${uploadsKept}`
          return rows.map(uploadOf)
        },
        walled,
        couldNotAnswer,
      )

      const open = Effect.fn("ConsentUploads.open")(
        function* (
          viewer: Viewer,
          { bytes, id, name, rows }: Parameters<ConsentUploads["Service"]["open"]>[1],
        ) {
          yield* sql`
            INSERT INTO consent_uploads (id, workspace_id, name, bytes, created_by, total)
            VALUES (${id}, ${viewer.workspaceId}, ${name}, ${bytes}, ${viewer.user.id}, ${rows})
            ON CONFLICT (id) DO NOTHING`
          yield* sql`
            DELETE FROM consent_uploads WHERE id IN (
              SELECT id FROM consent_uploads
              WHERE workspace_id = ${viewer.workspaceId} AND state NOT IN ('checking', 'importing')
              ORDER BY created_at DESC OFFSET ${uploadsKept})`
          return yield* find(viewer, id, false)
        },
        walled,
        couldNotAnswer,
      )

      const add = Effect.fn("ConsentUploads.add")(
        function* (viewer: Viewer, id: UploadId, rows: ReadonlyArray<UploadRow>) {
          const upload = yield* find(viewer, id, true)
          if (upload.state === "cancelled") return yield* notReceiving
          if (upload.state !== "receiving") return upload
          const now = yield* Clock.currentTimeMillis
          const json = storableJson(rows.map((row) => storedRow(row, now)))
          const taken = yield* sql`
            INSERT INTO consent_upload_rows (upload_id, line, mobile, channel, source, date, note, outcome, reason,
              read_channel, address, given_at)
            SELECT ${id}::uuid, line, mobile, channel, source, date, note, outcome, reason, read_channel, address,
              given_at
            FROM json_to_recordset(${json}::json) AS r(line int, mobile text, channel text, source text, date text,
              note text, outcome text, reason text, read_channel text, address text, given_at timestamptz)
            ON CONFLICT (upload_id, line) DO NOTHING RETURNING line`
          if (upload.received + taken.length > upload.total) return yield* notReceiving
          yield* sql`
            UPDATE consent_uploads SET received = received + ${taken.length},
              state = CASE WHEN received + ${taken.length} >= total THEN 'checking' ELSE state END
            WHERE id = ${id}`
          return yield* find(viewer, id, false)
        },
        walled,
        couldNotAnswer,
        Effect.tap(() => wake),
      )

      const start = Effect.fn("ConsentUploads.import")(
        function* (viewer: Viewer, id: UploadId) {
          const upload = yield* find(viewer, id, true)
          if (upload.state === "importing" || upload.state === "done") return upload
          if (upload.state !== "checked") return yield* notChecked
          yield* sql`UPDATE consent_uploads SET state = 'importing', at_line = 0 WHERE id = ${id}`
          yield* audit.record({
            workspaceId: viewer.workspaceId,
            actor: auditActorOf(viewer),
            action: "consents_imported",
            subject: { kind: "upload", id, name: upload.name },
            detail: { note: `${upload.ready} of ${upload.total} rows were ready.` },
          })
          return yield* find(viewer, id, false)
        },
        walled,
        couldNotAnswer,
        Effect.tap(() => wake),
      )

      const cancel = Effect.fn("ConsentUploads.cancel")(
        function* (viewer: Viewer, id: UploadId) {
          yield* find(viewer, id, true)
          yield* sql`UPDATE consent_uploads SET state = 'cancelled' WHERE id = ${id} AND state <> 'done'`
          return yield* find(viewer, id, false)
        },
        walled,
        couldNotAnswer,
      )

      const look = Effect.fn("ConsentUploads.look")(
        (viewer: Viewer, id: UploadId) => find(viewer, id, false),
        walled,
        couldNotAnswer,
      )

      const rows = Effect.fn("ConsentUploads.rows")(
        function* (
          viewer: Viewer,
          id: UploadId,
          { after, limit, outcome }: Parameters<ConsentUploads["Service"]["rows"]>[2],
        ) {
          yield* find(viewer, id, false)
          return yield* sql<JudgedRow>`
            SELECT line, mobile, channel, source, date, note, outcome, reason FROM consent_upload_rows
            WHERE upload_id = ${id} AND line > ${after} AND ${
            outcome === null ? sql`true` : sql`outcome = ${outcome}`
          } ORDER BY line LIMIT ${limit}`
        },
        walled,
        couldNotAnswer,
      )

      return ConsentUploads.of({
        list,
        open,
        add,
        import: start,
        cancel,
        follow: (viewer, id) =>
          Stream.fromEffectSchedule(look(viewer, id), Schedule.spaced(lookEvery)).pipe(
            Stream.takeUntil((upload) => !isUnderWay(upload)),
          ),
        rows,
        woken: Queue.take(wakes),
      })
    }),
  )
}
