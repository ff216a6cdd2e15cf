import { Schema } from "effect"
import { Uuid } from "../Uuid.ts"

/** Of a file; more are refused before anything is imported. */
export const importRowsMax = 50_000
export const importBytesMax = 10 * 1024 * 1024
/** Rows of one call: small enough that nothing else waits for them. */
export const importBatchMax = 250
/** Of what a cell holds more is never needed to say what is wrong with it. */
export const importCellMax = 1000

/** Named by the desk that brings the rows, so that a batch that is brought again is not counted again. */
export const ContactImportId = Uuid.pipe(Schema.brand("ContactImportId"))
export type ContactImportId = typeof ContactImportId.Type

/** Which import a batch of rows is a part of: `after` so many of its rows, of `total`. */
export const ContactImportPart = Schema.Struct({
  id: ContactImportId,
  /** Of the file. */
  name: Schema.String.check(Schema.isMaxLength(255)),
  after: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: importRowsMax })),
  total: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: importRowsMax })),
})
export type ContactImportPart = typeof ContactImportPart.Type

const Cell = Schema.String.check(Schema.isMaxLength(importCellMax))

/** One row of a file, its columns matched; `line` is where it begins in the file. */
export const ImportRow = Schema.Struct({
  line: Schema.Int,
  name: Cell,
  phones: Cell,
  email: Cell,
  /** Left out where the file has no such column. */
  language: Schema.optionalKey(Cell),
})
export type ImportRow = typeof ImportRow.Type

export const ImportResult = Schema.TaggedUnion({
  Created: { line: Schema.Int },
  Updated: { line: Schema.Int },
  /** Everything was known already. */
  Unchanged: { line: Schema.Int },
  Refused: { line: Schema.Int, reason: Schema.String },
})
export type ImportResult = typeof ImportResult.Type
