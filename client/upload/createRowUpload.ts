import { Result } from "effect"
import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from "solid-js"
import type { CsvRecord } from "../../domain/contact/Csv.ts"
import {
  fileCellMax,
  type FileColumns,
  fileColumnsMax,
  type FileRow,
  fileRowCharactersMax,
} from "../../domain/upload/FileRow.ts"
import {
  isUnderWay,
  type RowUpload,
  RowUploadId,
  uploadChunkMax,
  type UploadKind,
  uploadLimits,
} from "../../domain/upload/RowUpload.ts"
import { problemText } from "../conversation/problemText.ts"
import { inChunks } from "../rpc/inChunks.ts"
import type { Desk } from "../sync/createDesk.ts"
import { createLeaveWarning } from "../ui/createLeaveWarning.ts"
import { type CsvFile, readCsvFile } from "./readCsvFile.ts"

/** A column of a file that the desk reads. */
export interface UploadColumn {
  readonly name: string
  readonly label: string
  /** Whether the file may lack it. */
  readonly optional: boolean
  /** What it may be called in a file. */
  readonly heading: RegExp
  readonly look?: "number" | "code"
}

/** What can be brought as a file, as the pages show it. */
export interface UploadSpec {
  readonly kind: UploadKind
  /** In the order in which they are shown. */
  readonly columns: ReadonlyArray<UploadColumn>
  /** The one that is looked for first in a file: others may be called nearly the same. */
  readonly first: string
  /** What a file may be like. */
  readonly hint: string
}

/** `broken`: the tab that had the file was closed before all rows had arrived. */
export type UploadStep = "file" | "match" | "sending" | "broken" | "running" | "checked" | "done"

/** The place of each column in a file, as far as its heading tells; none stands for two. */
const columnsIn = ({ columns, first }: UploadSpec, heads: ReadonlyArray<string>): FileColumns => {
  const taken = new Set<number>()
  const places = [...columns].sort((a, b) => Number(b.name === first) - Number(a.name === first)).map(
    ({ heading, name }) => {
      const place = heads.findIndex((head, at) => !taken.has(at) && heading.test(head))
      taken.add(place)
      return [name, place] as const
    },
  )
  return Object.fromEntries(places)
}

/** A row as it is sent: of more than one may hold, cells are left out that are not read. */
const fileRowOf = (columns: FileColumns, { fields, line }: CsvRecord): FileRow => {
  const wanted = new Set(Object.values(columns))
  let characters = 0
  const cells = fields.map((field, at) => {
    const cell = field.slice(0, fileCellMax)
    const room = fileRowCharactersMax - fileCellMax * wanted.size
    if (!wanted.has(at) && characters + cell.length > room) return ""
    if (!wanted.has(at)) characters += cell.length
    return cell
  })
  return { line, fields: cells }
}

export interface RowUploader {
  readonly spec: UploadSpec
  readonly step: Accessor<UploadStep>
  /** What is to be brought from this tab. */
  readonly file: Accessor<CsvFile | null>
  readonly columns: Accessor<FileColumns>
  /** Whether every column that may not lack has its place. */
  readonly matched: Accessor<boolean>
  /** How far it is at the server. */
  readonly shown: Accessor<RowUpload | null>
  /** The newest uploads, newest first, as they were looked for last. */
  readonly earlier: Accessor<ReadonlyArray<RowUpload>>
  /** Why it does not go on. */
  readonly problem: Accessor<string | null>
  readonly choose: (chosen: File) => Promise<void>
  readonly match: (column: string, place: number) => void
  /** Also goes on after a lost connection, with the rows that have not arrived. */
  readonly send: () => Promise<void>
  /** Imports what was checked. */
  readonly start: () => Promise<void>
  /** What is imported stays. */
  readonly stop: () => Promise<void>
  /** Looks what is under way, waits for a person or has just ended; `wanted`: which one to show, where that was asked for. */
  readonly look: (wanted?: string) => Promise<void>
  readonly show: (one: RowUpload) => void
  /** Begins with another file: what was still being sent from here is stopped, what goes on by itself goes on. */
  readonly reset: () => Promise<void>
}

/**
 * A file of rows, from choosing it to what became of each row. The rows are in this tab alone until they have arrived, and
 * whoever would close it is asked; from then on the server goes on by itself, and each tab that shows it follows it (FIT-3).
 */
export const createRowUpload = (
  desk: Pick<Desk, "directory" | "link" | "online">,
  spec: UploadSpec,
  onDone: (done: RowUpload) => void,
): RowUploader => {
  const { kind } = spec
  const { bytesMax, rowsMax } = uploadLimits[kind]
  const limits = { rowsMax, megabytesMax: bytesMax / 1024 / 1024, rows: kind }
  const [file, setFile] = createSignal<CsvFile | null>(null)
  const [columns, setColumns] = createSignal<FileColumns>({})
  const [shown, setShown] = createSignal<RowUpload | null>(null)
  const [earlier, setEarlier] = createSignal<ReadonlyArray<RowUpload>>([])
  const [sending, setSending] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  /** The one that this tab shows, also after a reload, until one has seen what became of it. */
  const shownKey = `desk:upload:${kind}:${desk.directory().me.id}`
  /** What one has turned away from here: it is shown again where one asks for it. */
  const dismissed = new Set<RowUploadId>()
  let run = 0
  let id = RowUploadId.make(crypto.randomUUID())
  let sent = 0

  const step = createMemo((): UploadStep => {
    const now = shown()
    if (sending()) return "sending"
    if (file() !== null) return "match"
    if (now === null) return "file"
    if (now.state === "receiving") return now.silent ? "broken" : "sending"
    if (isUnderWay(now)) return "running"
    if (now.state === "checked") return "checked"
    return now.received === now.total ? "done" : "broken"
  })

  const begin = () => {
    id = RowUploadId.make(crypto.randomUUID())
    sent = 0
  }

  /** Takes an answer of the server, or says why there is none. */
  const take = (answer: Result.Result<RowUpload, Parameters<typeof problemText>[0]>): boolean => {
    if (Result.isSuccess(answer)) setShown(answer.success)
    setProblem(Result.isFailure(answer) ? problemText(answer.failure) : null)
    return Result.isSuccess(answer)
  }

  const choose = async (chosen: File) => {
    setProblem(null)
    const read = await readCsvFile(chosen, limits)
    if (typeof read === "string") return void setProblem(read)
    if (read.heads.length > fileColumnsMax) {
      return void setProblem(`This file has more than ${fileColumnsMax} columns. Delete some.`)
    }
    run++
    begin()
    setShown(null)
    setFile(read)
    setColumns(columnsIn(spec, read.heads))
  }

  const open = (chosen: CsvFile) =>
    desk.link.ask((client) =>
      client["RowUpload.open"]({
        id,
        kind,
        name: chosen.name.slice(0, 255),
        bytes: chosen.bytes,
        heads: chosen.heads.map((head) => head.slice(0, fileCellMax)),
        columns: columns(),
        rows: chosen.records.length,
      })
    )

  const send = async () => {
    const chosen = file()
    const mine = ++run
    if (chosen === null) return
    setSending(true)
    let opened = await open(chosen)
    if (
      Result.isSuccess(opened) && !isUnderWay(opened.success) &&
      opened.success.received < opened.success.total
    ) {
      // It counted as left meanwhile, with nothing imported.
      begin()
      opened = await open(chosen)
    }
    let goesOn = mine === run && take(opened)
    const left = chosen.records.slice(sent).map((record) => fileRowOf(columns(), record))
    for (const rows of inChunks(left, uploadChunkMax)) {
      if (!goesOn) break
      const answer = await desk.link.ask((client) => client["RowUpload.addRows"]({ id, rows }))
      goesOn = mine === run && take(answer)
      if (goesOn) sent += rows.length
    }
    if (mine !== run || !goesOn) return
    setSending(false)
    setFile(null)
  }

  const dismiss = () => {
    const now = shown()
    if (now) dismissed.add(now.id)
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
    const answer = await desk.link.ask((client) => client["RowUpload.stop"]({ id: now.id }))
    if (take(answer) && now.received < now.total) dismiss()
  }

  const start = async () => {
    const now = shown()
    if (now) take(await desk.link.ask((client) => client["RowUpload.import"]({ id: now.id })))
  }

  const look = async (wanted?: string) => {
    const answer = await desk.link.ask((client) => client["RowUpload.list"]({ kind }))
    if (Result.isFailure(answer)) return
    setEarlier(answer.success)
    if (file() !== null) return
    const asked = answer.success.find((one) => one.id === wanted)
    if (asked) return void setShown(asked)
    const [newest] = answer.success
    if (!newest || shown() !== null || dismissed.has(newest.id)) return
    // What was left, by a reload or for another page, is shown where it is by now.
    const waits = isUnderWay(newest) || newest.state === "checked"
    if (waits || newest.id === sessionStorage.getItem(shownKey)) setShown(newest)
  }

  createLeaveWarning(sending)
  createEffect(on(() => shown()?.id, (id) => id && sessionStorage.setItem(shownKey, id)))

  // Followed as long as it goes on by itself, and again after each lost connection.
  createEffect(on([() => shown()?.id, () => shown()?.state, desk.online, sending], () => {
    const now = shown()
    if (!now || !isUnderWay(now) || !desk.online() || sending()) return
    const following = desk.link.follow(
      (client) => client["RowUpload.follow"]({ id: now.id }),
      (next) => setShown((before) => before?.id === next.id ? next : before),
      () => undefined,
    )
    onCleanup(following.stop)
  }))
  createEffect(on(() => shown()?.state, (state, before) => {
    const now = shown()
    if (!now || state !== "done" || before !== "importing") return
    onDone(now)
    void look()
  }))
  // What the connection broke goes on with it.
  createEffect(on(desk.online, (online) => {
    if (online && sending() && problem() !== null) void send()
  }, { defer: true }))

  return {
    spec,
    step,
    file,
    columns,
    matched: () => spec.columns.every(({ name, optional }) => optional || (columns()[name] ?? -1) >= 0),
    shown,
    earlier,
    problem,
    choose,
    match: (column, place) => setColumns((before) => ({ ...before, [column]: place })),
    send,
    start,
    stop,
    look,
    show: (one) => setShown(one),
    reset: async () => {
      if (sending()) await stop()
      dismiss()
      await look()
    },
  }
}
