import { Schema } from "effect"
import { Uuid } from "../Uuid.ts"
import { type CsvRecord, unguardFormula } from "./Csv.ts"

/** Of a file; more are refused before anything is taken. */
export const importRowsMax = 50_000
export const importBytesMax = 10 * 1024 * 1024
/** Columns of a file. */
export const importColumnsMax = 200
/** Rows of one call: what a call carries is bounded by `importRowCharactersMax` too. */
export const importChunkMax = 500
/** Of what a cell holds more is never needed to say what is wrong with it. */
export const importCellMax = 1000
/** All cells of a row. */
export const importRowCharactersMax = 20_000
/** Imports of one user whose rows are kept; those to fix for a week. */
export const importsKept = 5
export const importRowsKeptDays = 7
/** Rows of one page of those to fix. */
export const importPageMax = 500

/** Named by the desk that brings the rows, so that rows that are brought again are not taken twice. */
export const ContactImportId = Uuid.pipe(Schema.brand("ContactImportId"))
export type ContactImportId = typeof ContactImportId.Type

export const importColumns = ["name", "phones", "email", "language"] as const
export type ImportColumn = typeof importColumns[number]

const Place = Schema.Int.check(Schema.isBetween({ minimum: -1, maximum: importColumnsMax - 1 }))

/** The place of each column in the file; -1 where it has none. */
export const ImportColumns = Schema.Struct({ name: Place, phones: Place, email: Place, language: Place })
export type ImportColumns = typeof ImportColumns.Type

const Cell = Schema.String.check(Schema.isMaxLength(importCellMax))
export const ImportHeads = Schema.Array(Cell).check(Schema.isMaxLength(importColumnsMax))

const Line = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 2_147_483_647 }))

/** One row of a file as it stands there; `line` is where it begins. */
export const ImportFileRow = Schema.Struct({
  line: Line,
  fields: Schema.Array(Cell).check(
    Schema.isMaxLength(importColumnsMax),
    Schema.makeFilter((fields) =>
      fields.reduce((sum, field) => sum + field.length, 0) <= importRowCharactersMax || "too long a row"
    ),
  ),
})
export type ImportFileRow = typeof ImportFileRow.Type

/** One row of a file, its columns matched. */
export interface ImportRow {
  readonly line: number
  readonly name: string
  readonly phones: string
  readonly email: string
  readonly language: string
}

/** What a row of a file says of a contact; empty where the file has no such column. */
export const importRowOf = (columns: ImportColumns, { fields, line }: CsvRecord): ImportRow => {
  const cell = (column: ImportColumn) =>
    unguardFormula((fields[columns[column]] ?? "").trim()).slice(0, importCellMax)
  return {
    line,
    name: cell("name"),
    phones: cell("phones"),
    email: cell("email"),
    language: cell("language"),
  }
}

/** Why a row is left out. */
export const ImportFault = Schema.Literals([
  "no_number",
  "no_country_code",
  "not_a_number",
  "many_numbers",
  "no_name",
  "long_name",
  "bad_email",
  "bad_language",
  "two_contacts",
  "not_visible",
  /** The person was erased after the file had been brought (CONTACT-6). */
  "erased",
])
export type ImportFault = typeof ImportFault.Type

/** What became of a row. */
export const ImportResult = Schema.TaggedUnion({
  Created: { line: Schema.Int },
  Updated: { line: Schema.Int },
  /** Everything was known already. */
  Unchanged: { line: Schema.Int },
  /** `reason`: what to do, in words. */
  Refused: { line: Schema.Int, fault: ImportFault, reason: Schema.String },
})
export type ImportResult = typeof ImportResult.Type

/** A row that was left out, as it stands in the file; without fields once the person was erased. */
export const RefusedRow = Schema.Struct({
  line: Schema.Int,
  fields: Schema.Array(Schema.String),
  reason: Schema.String,
})
export type RefusedRow = typeof RefusedRow.Type

/**
 * `receiving`: its rows have not all arrived. `stopped`: by a person, or since the file never arrived whole. `failed`: some
 * rows could not be written, however often it was tried.
 */
export const ImportState = Schema.Literals(["receiving", "importing", "done", "stopped", "failed"])
export type ImportState = typeof ImportState.Type

/** How far an import is: once its rows have arrived it goes on by itself, whoever looks (FIT-3). Absolute values. */
export const ContactImport = Schema.Struct({
  id: ContactImportId,
  /** Of the file. */
  name: Schema.String,
  /** Epoch milliseconds. */
  startedAt: Schema.Int,
  endedAt: Schema.NullOr(Schema.Int),
  state: ImportState,
  /** No row has come for a while: the tab that had the file is closed. */
  silent: Schema.Boolean,
  total: Schema.Int,
  received: Schema.Int,
  created: Schema.Int,
  updated: Schema.Int,
  known: Schema.Int,
  refused: Schema.Int,
  /** Of those that were refused, the most frequent first. */
  faults: Schema.Array(Schema.Struct({ fault: ImportFault, count: Schema.Int })),
})
export type ContactImport = typeof ContactImport.Type

export const isImportUnderWay = ({ state }: Pick<ContactImport, "state">): boolean =>
  state === "receiving" || state === "importing"

/** Rows of which it is known what became of them. */
export const importedSoFar = (
  { created, known, refused, updated }: Pick<ContactImport, "created" | "updated" | "known" | "refused">,
): number => created + updated + known + refused
