import { Result } from "effect"
import { type Accessor, createSignal } from "solid-js"
import {
  importBatchMax,
  importBytesMax,
  importCellMax,
  type ImportResult,
  type ImportRow,
  importRowsMax,
} from "../../domain/contact/ContactImport.ts"
import { csvDelimiter, type CsvRecord, parseCsv, unguardFormula } from "../../domain/contact/Csv.ts"
import { problemText } from "../conversation/problemText.ts"
import type { DeskCore } from "../sync/createDesk.ts"

export const importColumns = ["name", "phones", "email"] as const
export type ImportColumn = typeof importColumns[number]

export interface ImportFile {
  readonly name: string
  readonly heads: ReadonlyArray<string>
  readonly records: ReadonlyArray<CsvRecord>
}

export type ImportStep = "file" | "match" | "running" | "done"

const headings: Record<ImportColumn, RegExp> = {
  name: /name|contact/i,
  phones: /phone|mobile|number|cell|tel/i,
  email: /e-?mail/i,
}

export interface ContactImport {
  readonly step: Accessor<ImportStep>
  readonly file: Accessor<ImportFile | null>
  /** The place of each column in the file; -1 where it has none. */
  readonly columns: Accessor<Readonly<Record<ImportColumn, number>>>
  readonly results: Accessor<ReadonlyArray<ImportResult>>
  /** Why it does not go on. */
  readonly problem: Accessor<string | null>
  readonly choose: (chosen: File) => Promise<void>
  readonly rowOf: (record: CsvRecord) => ImportRow
  readonly match: (column: ImportColumn, index: number) => void
  /** Also goes on after a lost connection, with the rows that are not done. */
  readonly start: () => Promise<void>
  readonly running: () => boolean
  readonly count: (tag: ImportResult["_tag"]) => number
  readonly refused: () => ReadonlyArray<Extract<ImportResult, { readonly _tag: "Refused" }>>
  /** Stops what runs, and begins with another file. */
  readonly reset: () => void
}

/** After so many records the page is drawn again. */
const recordsAtOnce = 2_000

const breathe = () => new Promise((resolve) => setTimeout(resolve))

const readRecords = async (text: string): Promise<ReadonlyArray<CsvRecord>> => {
  const records: Array<CsvRecord> = []
  for (const record of parseCsv(text, csvDelimiter(text))) {
    records.push(record)
    if (records.length > importRowsMax + 1) break
    if (records.length % recordsAtOnce === 0) await breathe()
  }
  return records
}

/**
 * An import, from choosing the file to what became of each row. It goes on in batches while one does something else in the
 * desk; what has been imported stays, and importing the same file again changes nothing.
 */
export const createContactImport = (
  desk: Pick<DeskCore, "link">,
  onDone: (imported: ContactImport) => void,
): ContactImport => {
  const [step, setStep] = createSignal<ImportStep>("file")
  const [file, setFile] = createSignal<ImportFile | null>(null)
  const [columns, setColumns] = createSignal<Readonly<Record<ImportColumn, number>>>({
    name: -1,
    phones: -1,
    email: -1,
  })
  const [results, setResults] = createSignal<ReadonlyArray<ImportResult>>([])
  const [problem, setProblem] = createSignal<string | null>(null)
  let run = 0

  const choose = async (chosen: File) => {
    setProblem(null)
    if (chosen.size > importBytesMax) return void setProblem("This file is larger than 10 MB. Split it.")
    const text = await chosen.text()
    if (text.includes("\uFFFD")) {
      return void setProblem("This file is not UTF-8. Save it as “CSV UTF-8” and choose it again.")
    }
    const records = await readRecords(text)
    const [head, ...rows] = records
    if (!head || rows.length === 0) {
      return void setProblem(
        "This file has no rows. The first line names the columns, the others are contacts.",
      )
    }
    if (rows.length > importRowsMax) return void setProblem("This file has more than 50,000 rows. Split it.")
    setFile({ name: chosen.name, heads: head.fields, records: rows })
    const place = (column: ImportColumn) => head.fields.findIndex((field) => headings[column].test(field))
    const phones = place("phones")
    const name = head.fields.findIndex((field, at) => at !== phones && headings.name.test(field))
    setColumns({ name, phones, email: place("email") })
    setStep("match")
  }

  const rowOf = ({ fields, line }: CsvRecord): ImportRow => {
    const cell = (column: ImportColumn) =>
      unguardFormula((fields[columns()[column]] ?? "").trim()).slice(0, importCellMax)
    return { line, name: cell("name"), phones: cell("phones"), email: cell("email") }
  }

  const start = async () => {
    const records = file()?.records ?? []
    const mine = ++run
    setProblem(null)
    setStep("running")
    while (mine === run && results().length < records.length) {
      const from = results().length
      const rows = records.slice(from, from + importBatchMax).map(rowOf)
      const answer = await desk.link.ask((client) => client["Contact.import"]({ rows, check: false }))
      if (mine !== run) return
      if (Result.isFailure(answer)) return void setProblem(problemText(answer.failure))
      setResults((before) => [...before, ...answer.success])
    }
    if (mine !== run) return
    setStep("done")
    onDone(self)
  }

  const self: ContactImport = {
    step,
    file,
    columns,
    results,
    problem,
    choose,
    rowOf,
    match: (column: ImportColumn, index: number) => setColumns((before) => ({ ...before, [column]: index })),
    start,
    running: () => step() === "running",
    count: (tag: ImportResult["_tag"]) => results().filter((one) => one._tag === tag).length,
    refused: () => results().filter((one) => one._tag === "Refused"),
    reset: () => {
      run++
      setStep("file")
      setFile(null)
      setResults([])
      setProblem(null)
    },
  }
  return self
}
