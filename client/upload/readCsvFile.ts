import { csvDelimiter, type CsvRecord, parseCsv } from "../../domain/contact/Csv.ts"

export interface CsvFile {
  readonly name: string
  readonly bytes: number
  readonly heads: ReadonlyArray<string>
  readonly records: ReadonlyArray<CsvRecord>
}

export interface CsvFileLimits {
  readonly rowsMax: number
  readonly megabytesMax: number
  /** What the rows are, as `contacts`. */
  readonly rows: string
}

/** After so many records the page is drawn again. */
const recordsAtOnce = 2_000

const breathe = () => new Promise((resolve) => setTimeout(resolve))

const readRecords = async (text: string, rowsMax: number): Promise<ReadonlyArray<CsvRecord>> => {
  const records: Array<CsvRecord> = []
  for (const record of parseCsv(text, csvDelimiter(text))) {
    records.push(record)
    if (records.length > rowsMax + 1) break
    if (records.length % recordsAtOnce === 0) await breathe()
  }
  return records
}

/** A CSV file whose first line names the columns, read without the page standing still; or why it cannot be used. */
export const readCsvFile = async (
  file: File,
  { megabytesMax, rows, rowsMax }: CsvFileLimits,
): Promise<CsvFile | string> => {
  if (file.size > megabytesMax * 1024 * 1024) return `This file is larger than ${megabytesMax} MB. Split it.`
  const text = await file.text()
  if (text.includes("\uFFFD")) return "This file is not UTF-8. Save it as “CSV UTF-8” and choose it again."
  const [head, ...records] = await readRecords(text, rowsMax)
  if (!head || records.length === 0) {
    return `This file has no rows. The first line names the columns, the others are ${rows}.`
  }
  if (records.length > rowsMax) {
    return `This file has more than ${rowsMax.toLocaleString("en-US")} rows. Split it.`
  }
  return { name: file.name, bytes: file.size, heads: head.fields, records }
}
