import { Schema } from "effect"
import { cellsOf, type FileColumns, type FileRow } from "../upload/FileRow.ts"

/** One row of a file, its columns matched. */
export interface ImportRow {
  readonly line: number
  readonly name: string
  readonly phones: string
  readonly email: string
  readonly language: string
}

/** What a row of a file says of a contact; empty where the file has no such column. */
export const importRowOf = (columns: FileColumns, row: FileRow): ImportRow => {
  const cell = cellsOf(columns, row)
  return {
    line: row.line,
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
