import { Result } from "effect"
import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from "solid-js"
import {
  type ContactImport,
  ContactImportId,
  importBytesMax,
  importCellMax,
  importChunkMax,
  type ImportColumn,
  type ImportColumns,
  importColumnsMax,
  type ImportFileRow,
  importRowCharactersMax,
  importRowsMax,
  isImportUnderWay,
} from "../../domain/contact/ContactImport.ts"
import type { CsvRecord } from "../../domain/contact/Csv.ts"
import { problemText } from "../conversation/problemText.ts"
import { inChunks } from "../rpc/inChunks.ts"
import type { Desk } from "../sync/createDesk.ts"
import { createLeaveWarning } from "../ui/createLeaveWarning.ts"
import { type CsvFile, readCsvFile } from "./readCsvFile.ts"

/** `broken`: the tab that had the file was closed before all rows had arrived. */
export type ImportStep = "file" | "match" | "sending" | "broken" | "running" | "done"

const limits = { rowsMax: importRowsMax, megabytesMax: importBytesMax / 1024 / 1024, rows: "contacts" }

const headings: Record<ImportColumn, RegExp> = {
  name: /name|contact/i,
  phones: /phone|mobile|number|cell|tel/i,
  email: /e-?mail/i,
  language: /lang|locale/i,
}
const notInFile: ImportColumns = { name: -1, phones: -1, email: -1, language: -1 }

const columnsIn = (heads: ReadonlyArray<string>): ImportColumns => {
  const place = (column: ImportColumn) => heads.findIndex((head) => headings[column].test(head))
  const phones = place("phones")
  const name = heads.findIndex((head, at) => at !== phones && headings.name.test(head))
  return { name, phones, email: place("email"), language: place("language") }
}

/** A row as it is sent: of more than one may hold, cells are left out that no contact is made of. */
export const fileRowOf = (columns: ImportColumns, { fields, line }: CsvRecord): ImportFileRow => {
  const wanted = new Set(Object.values(columns))
  let characters = 0
  const cells = fields.map((field, at) => {
    const cell = field.slice(0, importCellMax)
    const room = importRowCharactersMax - importCellMax * wanted.size
    if (!wanted.has(at) && characters + cell.length > room) return ""
    if (!wanted.has(at)) characters += cell.length
    return cell
  })
  return { line, fields: cells }
}

export interface ContactImporter {
  readonly step: Accessor<ImportStep>
  /** What is to be brought from this tab. */
  readonly file: Accessor<CsvFile | null>
  readonly columns: Accessor<ImportColumns>
  /** How far it is at the server. */
  readonly shown: Accessor<ContactImport | null>
  /** Why it does not go on. */
  readonly problem: Accessor<string | null>
  readonly choose: (chosen: File) => Promise<void>
  readonly match: (column: ImportColumn, index: number) => void
  /** Also goes on after a lost connection, with the rows that have not arrived. */
  readonly start: () => Promise<void>
  /** What is imported stays. */
  readonly stop: () => Promise<void>
  /** Looks what is under way or has just ended; `wanted`: which one to show, where that was asked for. */
  readonly look: (wanted?: string) => Promise<void>
  /** Begins with another file. */
  readonly reset: () => void
}

/**
 * An import, from choosing the file to what became of each row. The rows are in this tab alone until they have arrived, and
 * whoever would close it is asked; from then on the server goes on by itself, and each tab of its user follows it (FIT-3).
 */
export const createContactImport = (
  desk: Pick<Desk, "directory" | "link" | "online">,
  onDone: (done: ContactImport) => void,
): ContactImporter => {
  const [file, setFile] = createSignal<CsvFile | null>(null)
  const [columns, setColumns] = createSignal(notInFile)
  const [shown, setShown] = createSignal<ContactImport | null>(null)
  const [sending, setSending] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  /** The one that this tab shows, also after a reload, until one has seen what became of it. */
  const shownKey = `desk:import:${desk.directory().me.id}`
  let run = 0
  let id = ContactImportId.make(crypto.randomUUID())
  let sent = 0

  const step = createMemo((): ImportStep => {
    const now = shown()
    if (sending()) return "sending"
    if (file() !== null) return "match"
    if (now === null) return "file"
    const arrived = now.received === now.total
    if (now.state === "receiving") return now.silent ? "broken" : "sending"
    if (now.state === "importing") return "running"
    return arrived ? "done" : "broken"
  })

  const begin = () => {
    id = ContactImportId.make(crypto.randomUUID())
    sent = 0
  }

  /** Takes an answer of the server, or says why there is none. */
  const take = (answer: Result.Result<ContactImport, Parameters<typeof problemText>[0]>): boolean => {
    if (Result.isSuccess(answer)) setShown(answer.success)
    setProblem(Result.isFailure(answer) ? problemText(answer.failure) : null)
    return Result.isSuccess(answer)
  }

  const choose = async (chosen: File) => {
    setProblem(null)
    const read = await readCsvFile(chosen, limits)
    if (typeof read === "string") return void setProblem(read)
    if (read.heads.length > importColumnsMax) {
      return void setProblem(`This file has more than ${importColumnsMax} columns. Delete some.`)
    }
    run++
    begin()
    setShown(null)
    setFile(read)
    setColumns(columnsIn(read.heads))
  }

  const open = (chosen: CsvFile) =>
    desk.link.ask((client) =>
      client["ContactImport.open"]({
        id,
        name: chosen.name.slice(0, 255),
        heads: chosen.heads.map((head) => head.slice(0, importCellMax)),
        columns: columns(),
        rows: chosen.records.length,
      })
    )

  const start = async () => {
    const chosen = file()
    const mine = ++run
    if (chosen === null) return
    setSending(true)
    let opened = await open(chosen)
    if (
      Result.isSuccess(opened) && !isImportUnderWay(opened.success) &&
      opened.success.received < opened.success.total
    ) {
      // It counted as left meanwhile, with nothing imported.
      begin()
      opened = await open(chosen)
    }
    let goesOn = mine === run && take(opened)
    const left = chosen.records.slice(sent).map((record) => fileRowOf(columns(), record))
    for (const rows of inChunks(left, importChunkMax)) {
      if (!goesOn) break
      const answer = await desk.link.ask((client) => client["ContactImport.addRows"]({ id, rows }))
      goesOn = mine === run && take(answer)
      if (goesOn) sent += rows.length
    }
    if (mine !== run || !goesOn) return
    setSending(false)
    setFile(null)
  }

  const dismiss = () => {
    sessionStorage.removeItem(shownKey)
    run++
    setSending(false)
    setFile(null)
    setShown(null)
    setProblem(null)
  }

  const stop = async () => {
    const now = shown()
    if (now === null) return dismiss()
    run++
    const answer = await desk.link.ask((client) => client["ContactImport.stop"]({ id: now.id }))
    if (take(answer) && now.received < now.total) dismiss()
  }

  const look = async (wanted?: string) => {
    const answer = await desk.link.ask((client) => client["ContactImport.list"]())
    if (Result.isFailure(answer) || file() !== null) return
    const asked = answer.success.find((one) => one.id === wanted)
    if (asked) return void setShown(asked)
    const [newest] = answer.success
    if (!newest || shown() !== null) return
    if (isImportUnderWay(newest) || newest.id === sessionStorage.getItem(shownKey)) setShown(newest)
  }

  createLeaveWarning(sending)
  createEffect(on(() => shown()?.id, (id) => id && sessionStorage.setItem(shownKey, id)))

  // Followed as long as it goes on by itself, and again after each lost connection.
  createEffect(on([() => shown()?.id, () => shown()?.state, desk.online, sending], () => {
    const now = shown()
    if (!now || !isImportUnderWay(now) || !desk.online() || sending()) return
    const following = desk.link.follow(
      (client) => client["ContactImport.follow"]({ id: now.id }),
      (next) => setShown((before) => before?.id === next.id ? next : before),
      () => undefined,
    )
    onCleanup(following.stop)
  }))
  createEffect(on(() => shown()?.state, (state, before) => {
    const now = shown()
    if (now && state === "done" && before === "importing") onDone(now)
  }))
  // What the connection broke goes on with it.
  createEffect(on(desk.online, (online) => {
    if (online && sending() && problem() !== null) void start()
  }, { defer: true }))

  return {
    step,
    file,
    columns,
    shown,
    problem,
    choose,
    match: (column, index) => setColumns((before) => ({ ...before, [column]: index })),
    start,
    stop,
    look,
    reset: dismiss,
  }
}
