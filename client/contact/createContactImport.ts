import { Result } from "effect"
import { type Accessor, createSignal } from "solid-js"
import {
  ContactImportId,
  importBatchMax,
  importBytesMax,
  importCellMax,
  type ImportResult,
  type ImportRow,
  importRowsMax,
} from "../../domain/contact/ContactImport.ts"
import { type CsvRecord, unguardFormula } from "../../domain/contact/Csv.ts"
import { problemText } from "../conversation/problemText.ts"
import { createLeaveWarning } from "../ui/createLeaveWarning.ts"
import type { DeskCore } from "../sync/createDesk.ts"
import { type CsvFile, readCsvFile } from "./readCsvFile.ts"

export const importColumns = ["name", "phones", "email", "language"] as const
export type ImportColumn = typeof importColumns[number]

export type ImportStep = "file" | "match" | "running" | "done"

const limits = { rowsMax: importRowsMax, megabytesMax: importBytesMax / 1024 / 1024, rows: "contacts" }

const headings: Record<ImportColumn, RegExp> = {
  name: /name|contact/i,
  phones: /phone|mobile|number|cell|tel/i,
  email: /e-?mail/i,
  language: /lang|locale/i,
}

export interface ContactImport {
  readonly step: Accessor<ImportStep>
  readonly file: Accessor<CsvFile | null>
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

/**
 * An import, from choosing the file to what became of each row. It goes on in batches while one does something else in the
 * desk, and whoever would close the page is asked; what has been imported stays, and importing the same file again changes nothing.
 */
export const createContactImport = (
  desk: Pick<DeskCore, "link">,
  onDone: (imported: ContactImport) => void,
): ContactImport => {
  const [step, setStep] = createSignal<ImportStep>("file")
  const [file, setFile] = createSignal<CsvFile | null>(null)
  const [columns, setColumns] = createSignal<Readonly<Record<ImportColumn, number>>>({
    name: -1,
    phones: -1,
    email: -1,
    language: -1,
  })
  const [results, setResults] = createSignal<ReadonlyArray<ImportResult>>([])
  const [problem, setProblem] = createSignal<string | null>(null)
  let run = 0
  let id = ContactImportId.make(crypto.randomUUID())

  const choose = async (chosen: File) => {
    setProblem(null)
    const read = await readCsvFile(chosen, limits)
    if (typeof read === "string") return void setProblem(read)
    id = ContactImportId.make(crypto.randomUUID())
    setFile(read)
    const head = read.heads
    const place = (column: ImportColumn) => head.findIndex((field) => headings[column].test(field))
    const phones = place("phones")
    const name = head.findIndex((field, at) => at !== phones && headings.name.test(field))
    setColumns({ name, phones, email: place("email"), language: place("language") })
    setStep("match")
  }

  const rowOf = ({ fields, line }: CsvRecord): ImportRow => {
    const cell = (column: ImportColumn) =>
      unguardFormula((fields[columns()[column]] ?? "").trim()).slice(0, importCellMax)
    return {
      line,
      name: cell("name"),
      phones: cell("phones"),
      email: cell("email"),
      language: cell("language"),
    }
  }

  const start = async () => {
    const { name = "", records = [] } = file() ?? {}
    const mine = ++run
    setProblem(null)
    setStep("running")
    while (mine === run && results().length < records.length) {
      const from = results().length
      const rows = records.slice(from, from + importBatchMax).map(rowOf)
      const of = { id, name: name.slice(0, 255), after: from, total: records.length }
      const answer = await desk.link.ask((client) => client["Contact.import"]({ of, rows, check: false }))
      if (mine !== run) return
      if (Result.isFailure(answer)) return void setProblem(problemText(answer.failure))
      setResults((before) => [...before, ...answer.success])
    }
    if (mine !== run) return
    setStep("done")
    onDone(self)
  }

  createLeaveWarning(() => step() === "running")

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
