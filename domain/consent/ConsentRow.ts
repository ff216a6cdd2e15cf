import { cellsOf, type FileColumns, type FileRow } from "../upload/FileRow.ts"

/** Of what a cell says no more is kept. */
const cellMax = 500

/** What a row of a file says of a consent, as it was written. */
export interface ConsentRow {
  readonly mobile: string
  readonly channel: string
  readonly source: string
  readonly date: string
  readonly note: string
}

/** What a row says in the columns that are read; empty where the file has no such column. */
export const consentRowOf = (columns: FileColumns, row: Pick<FileRow, "fields">): ConsentRow => {
  const cells = cellsOf(columns, row)
  const cell = (column: keyof ConsentRow) => cells(column).slice(0, cellMax)
  return {
    mobile: cell("mobile"),
    channel: cell("channel"),
    source: cell("source"),
    date: cell("date"),
    note: cell("note"),
  }
}
