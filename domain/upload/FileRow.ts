import { Schema } from "effect"
import { type CsvRecord, unguardFormula } from "../contact/Csv.ts"

/** Columns of a file. */
export const fileColumnsMax = 200
/** Of what a cell holds more is never needed to say what is wrong with it. */
export const fileCellMax = 1000
/** All cells of a row. */
export const fileRowCharactersMax = 20_000
/** Columns that the desk reads. */
const columnsReadMax = 10

const Cell = Schema.String.check(Schema.isMaxLength(fileCellMax))
export const FileHeads = Schema.Array(Cell).check(Schema.isMaxLength(fileColumnsMax))

const Place = Schema.Int.check(Schema.isBetween({ minimum: -1, maximum: fileColumnsMax - 1 }))

/** The place in the file of each column that is read; -1, or none, where the file lacks it. */
export const FileColumns = Schema.Record(Schema.String.check(Schema.isMaxLength(20)), Place).check(
  Schema.isMaxProperties(columnsReadMax),
)
export type FileColumns = typeof FileColumns.Type

/** One row of a file as it stands there; `line` is where it begins. */
export const FileRow = Schema.Struct({
  line: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 2_147_483_647 })),
  fields: Schema.Array(Cell).check(
    Schema.isMaxLength(fileColumnsMax),
    Schema.makeFilter((fields) =>
      fields.reduce((sum, field) => sum + field.length, 0) <= fileRowCharactersMax || "too long a row"
    ),
  ),
})
export type FileRow = typeof FileRow.Type

/** What a row says in each column; empty where the file has no such column. */
export const cellsOf = (columns: FileColumns, { fields }: Pick<CsvRecord, "fields">) => (column: string) =>
  unguardFormula((fields[columns[column] ?? -1] ?? "").trim()).slice(0, fileCellMax)
