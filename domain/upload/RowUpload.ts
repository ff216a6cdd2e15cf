import { Schema } from "effect"
import { ImportFault } from "../contact/ImportRow.ts"
import { UserId } from "../user/User.ts"
import { Uuid } from "../Uuid.ts"
import { FileRow } from "./FileRow.ts"

/** What the rows of a file say. */
export const UploadKind = Schema.Literals(["contacts", "consents"])
export type UploadKind = typeof UploadKind.Type

/** Of a file; more are refused before anything is taken. */
export const uploadLimits: Readonly<
  Record<UploadKind, { readonly rowsMax: number; readonly bytesMax: number }>
> = {
  contacts: { rowsMax: 50_000, bytesMax: 10 * 1024 * 1024 },
  consents: { rowsMax: 100_000, bytesMax: 20 * 1024 * 1024 },
}
/** Rows of one call: what a call carries is bounded by `fileRowCharactersMax` too. */
export const uploadChunkMax = 500
/** Rows of one page of what became of them. */
export const uploadPageMax = 500

/** Named by the desk that brings the rows, so that rows that are brought again are not taken twice. */
export const RowUploadId = Uuid.pipe(Schema.brand("RowUploadId"))
export type RowUploadId = typeof RowUploadId.Type

/**
 * `waiting`: not looked at yet. `known`: everything was known already. `refused`: the reason says what to do. `ready` rows
 * become `imported`.
 */
export const RowOutcome = Schema.Literals(["waiting", "ready", "known", "refused", "imported"])
export type RowOutcome = typeof RowOutcome.Type

/** A row with what became of it; without fields once its person was erased. */
export const JudgedRow = Schema.Struct({
  line: FileRow.fields.line,
  fields: Schema.Array(Schema.String),
  outcome: RowOutcome,
  reason: Schema.NullOr(Schema.String),
})
export type JudgedRow = typeof JudgedRow.Type

/**
 * `receiving`: its rows have not all arrived. `checked`: waits for a person to say that it be imported. `stopped`: by a
 * person, or since the file never arrived whole. `failed`: some rows could not be written, however often it was tried.
 */
export const UploadState = Schema.Literals([
  "receiving",
  "checking",
  "checked",
  "importing",
  "done",
  "stopped",
  "failed",
])
export type UploadState = typeof UploadState.Type

/** How far an upload is: once its rows have arrived it goes on by itself, whoever looks (FIT-3). Absolute values. */
export const RowUpload = Schema.Struct({
  id: RowUploadId,
  kind: UploadKind,
  /** Of the file. */
  name: Schema.String,
  bytes: Schema.Int,
  by: UserId,
  /** Epoch milliseconds. */
  startedAt: Schema.Int,
  endedAt: Schema.NullOr(Schema.Int),
  state: UploadState,
  /** No row has come for a while: the tab that had the file is closed. */
  silent: Schema.Boolean,
  total: Schema.Int,
  received: Schema.Int,
  ready: Schema.Int,
  imported: Schema.Int,
  /** Of those that were imported, how many changed what was there. */
  updated: Schema.Int,
  known: Schema.Int,
  refused: Schema.Int,
  /** Of those that were refused, the most frequent first, where they have names. */
  faults: Schema.Array(Schema.Struct({ fault: ImportFault, count: Schema.Int })),
})
export type RowUpload = typeof RowUpload.Type

/** Whether it goes on by itself, or with the rows that are being sent. */
export const isUnderWay = ({ state }: Pick<RowUpload, "state">): boolean =>
  state === "receiving" || state === "checking" || state === "importing"

/** Rows of which it is known what became of them in the end. */
export const settledRows = (
  { imported, known, refused }: Pick<RowUpload, "imported" | "known" | "refused">,
): number => imported + known + refused
