import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Refusal } from "../conversation/Refusal.ts"
import { FileColumns, FileHeads, FileRow } from "../upload/FileRow.ts"
import {
  JudgedRow,
  RowOutcome,
  RowUpload,
  RowUploadId,
  uploadChunkMax,
  UploadKind,
  uploadLimits,
  uploadPageMax,
} from "../upload/RowUpload.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

const error = Schema.Union([Refusal, Unavailable])
const only = { id: RowUploadId }
const IntUpTo = (maximum: number, minimum = 0) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))
/** Of the kind that takes the most; each is held to its own. */
const rowsMax = Math.max(...Object.values(uploadLimits).map((limits) => limits.rowsMax))
const bytesMax = Math.max(...Object.values(uploadLimits).map((limits) => limits.bytesMax))

/** A file that is to be brought. */
export const FileToUpload = Schema.Struct({
  ...only,
  kind: UploadKind,
  name: Schema.String.check(Schema.isMaxLength(255)),
  bytes: IntUpTo(bytesMax),
  heads: FileHeads,
  columns: FileColumns,
  rows: IntUpTo(rowsMax, 1),
})
export type FileToUpload = typeof FileToUpload.Type

/** Which rows are asked for: of one outcome, or all, in order of line. */
export const RowPage = Schema.Struct({
  outcome: Schema.NullOr(RowOutcome),
  after: IntUpTo(2_147_483_647),
  limit: IntUpTo(uploadPageMax, 1),
})
export type RowPage = typeof RowPage.Type

/** Rows with what the file's columns are called, and which of them are read. */
export const UploadedRows = Schema.Struct({
  heads: Schema.Array(Schema.String),
  columns: FileColumns,
  rows: Schema.Array(JudgedRow),
})
export type UploadedRows = typeof UploadedRows.Type

/**
 * Files whose rows are brought in parts and worked through by the server (FIT-3). Those of contacts are everybody's own, those
 * of consents the admins'.
 */
export class RowUploadRpcs extends RpcGroup.make(
  /** The newest of a kind, newest first. */
  Rpc.make("RowUpload.list", { payload: { kind: UploadKind }, success: Schema.Array(RowUpload), error }),
  /** Begins an upload; asked again with the same id, tells how far it is. Of contacts a user has one under way. */
  Rpc.make("RowUpload.open", { payload: FileToUpload, success: RowUpload, error }),
  /** A row that was there already is not taken again. With the last one it goes on by itself. */
  Rpc.make("RowUpload.addRows", {
    payload: { ...only, rows: Schema.Array(FileRow).check(Schema.isMaxLength(uploadChunkMax)) },
    success: RowUpload,
    error,
  }),
  /** Imports one whose rows are checked. */
  Rpc.make("RowUpload.import", { payload: only, success: RowUpload, error }),
  /** What is imported stays. */
  Rpc.make("RowUpload.stop", { payload: only, success: RowUpload, error }),
  /** How far it is, until nothing goes on by itself. */
  Rpc.make("RowUpload.follow", { payload: only, success: RowUpload, error, stream: true }),
  Rpc.make("RowUpload.rows", { payload: { ...only, ...RowPage.fields }, success: UploadedRows, error }),
).middleware(Authentication) {}
