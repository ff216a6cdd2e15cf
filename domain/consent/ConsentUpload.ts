import { Schema } from "effect"
import { UserId } from "../user/User.ts"
import { Uuid } from "../Uuid.ts"

/** Of a file; more are refused before anything is taken. */
export const uploadRowsMax = 100_000
export const uploadBytesMax = 20 * 1024 * 1024
/** Rows of one call. */
export const uploadBatchMax = 1000
export const uploadCellMax = 500

export const UploadId = Uuid.pipe(Schema.brand("UploadId"))
export type UploadId = typeof UploadId.Type

export const uploadColumns = ["mobile", "channel", "source", "date", "note"] as const
export type UploadColumn = typeof uploadColumns[number]

const Cell = Schema.String.check(Schema.isMaxLength(uploadCellMax))
const cells = { mobile: Cell, channel: Cell, source: Cell, date: Cell, note: Cell }

/** One row of a file, its columns matched; `line` is where it begins in the file. */
export const UploadRow = Schema.Struct({
  line: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 2_147_483_647 })),
  ...cells,
})
export type UploadRow = typeof UploadRow.Type

/**
 * `waiting`: not checked yet. `known`: already on file, thus skipped. `refused`: `reason` says what to do. `ready` rows become
 * `imported`.
 */
export const RowOutcome = Schema.Literals(["waiting", "ready", "known", "refused", "imported"])
export type RowOutcome = typeof RowOutcome.Type

export const JudgedRow = Schema.Struct({
  ...UploadRow.fields,
  outcome: RowOutcome,
  reason: Schema.NullOr(Schema.String),
})
export type JudgedRow = typeof JudgedRow.Type

/** `receiving`: the file has not arrived whole. `checked`: waits for a person to say that it be imported. */
export const UploadState = Schema.Literals([
  "receiving",
  "checking",
  "checked",
  "importing",
  "done",
  "cancelled",
])
export type UploadState = typeof UploadState.Type

/** How far an upload is: it goes on by itself, whoever looks (FIT-3). */
export const ConsentUpload = Schema.Struct({
  id: UploadId,
  name: Schema.String,
  bytes: Schema.Int,
  by: UserId,
  createdAt: Schema.Int,
  state: UploadState,
  total: Schema.Int,
  received: Schema.Int,
  checked: Schema.Int,
  ready: Schema.Int,
  known: Schema.Int,
  refused: Schema.Int,
  imported: Schema.Int,
})
export type ConsentUpload = typeof ConsentUpload.Type

export const isUnderWay = ({ state }: Pick<ConsentUpload, "state">): boolean =>
  state === "checking" || state === "importing"
