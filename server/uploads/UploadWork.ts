import type { PgClient } from "@effect/sql-pg"
import type { Effect } from "effect"
import type { SqlError } from "effect/sql"
import type { AuditAction } from "../../domain/audit/auditActionText.ts"
import type { ImportFault } from "../../domain/contact/ImportRow.ts"
import type { Refusal } from "../../domain/conversation/Refusal.ts"
import type { FileColumns, FileRow } from "../../domain/upload/FileRow.ts"
import type { RowOutcome, RowUpload } from "../../domain/upload/RowUpload.ts"
import type { User, UserId } from "../../domain/user/User.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"

/** An upload whose rows are being worked through. */
export interface WorkedUpload extends
  Pick<
    RowUpload,
    "id" | "kind" | "name" | "state" | "total" | "ready" | "imported" | "updated" | "known" | "refused"
  > {
  readonly columns: FileColumns
  readonly workspaceId: WorkspaceId
  readonly userId: UserId
}

/** What a row is found by later on. */
export interface RowMarks {
  /** An erasure looks for these (CONTACT-6), where there are several to a row. */
  readonly numbers: ReadonlyArray<string>
  /** Rows of a file that say the same have the same; null where that does not matter. */
  readonly key: string | null
}

/** What became of a row. */
export interface RowVerdict {
  readonly line: number
  readonly outcome: Exclude<RowOutcome, "waiting">
  readonly fault?: ImportFault
  /** What to do, in plain words, of one that was refused. */
  readonly reason: string | null
  /** Whether it changed what was there. */
  readonly updated?: boolean
}

/** What goes into the audit log (ADMIN-3). */
export interface UploadRecord {
  readonly action: AuditAction
  readonly named: boolean
  readonly note: string
}

/** In what uploads of one kind differ from those of another. */
export interface UploadWork {
  /** To whom they are refused who is no admin; null where they are everybody's own. */
  readonly adminsOnly: Refusal | null
  /** Whether all rows are checked, and a person says then that they be imported. */
  readonly checksFirst: boolean
  /** Which rows stay once it is known what became of them. */
  readonly keeps: "all" | "refused"
  /** Of so many of the newest the rows are kept, and for so many days; null: for as long. */
  readonly uploadsKept: number
  readonly rowsKeptDays: number | null
  /** Rows of one transaction: milliseconds of work, so that nothing else waits for it. */
  readonly batchMax: number
  /** The kind of the notice to its user of how it ended. */
  readonly notice: "import" | "upload"
  readonly marksOf: (columns: FileColumns, row: FileRow, now: number) => RowMarks
  /**
   * Checks rows, or imports them where `upload.state` says so, in the caller's transaction. `user`: as they are by now, if
   * there is one; null where they may not bring rows any more.
   */
  readonly work: (
    sql: PgClient.PgClient,
    upload: WorkedUpload,
    user: User | undefined,
    rows: ReadonlyArray<FileRow>,
  ) => Effect.Effect<ReadonlyArray<RowVerdict> | null, SqlError.SqlError>
  /** What is recorded once a person says that it be imported, and once it has ended; null: nothing. */
  readonly begun: (upload: WorkedUpload) => UploadRecord | null
  readonly ended: (upload: WorkedUpload, state: "done" | "stopped" | "failed") => UploadRecord | null
}
