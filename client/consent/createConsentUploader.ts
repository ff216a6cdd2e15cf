import { Result } from "effect"
import { createEffect, createRoot, createSignal, on, onCleanup } from "solid-js"
import {
  type ConsentUpload,
  isUnderWay,
  uploadBatchMax,
  uploadBytesMax,
  uploadCellMax,
  type UploadColumn,
  uploadColumns,
  UploadId,
  type UploadRow,
  uploadRowsMax,
} from "../../domain/consent/ConsentUpload.ts"
import { type CsvRecord, unguardFormula } from "../../domain/contact/Csv.ts"
import { type CsvFile, readCsvFile } from "../contact/readCsvFile.ts"
import { problemText } from "../conversation/problemText.ts"
import { inChunks } from "../rpc/inChunks.ts"
import { createLeaveWarning } from "../ui/createLeaveWarning.ts"
import type { DeskCore } from "../sync/createDesk.ts"

const limits = {
  rowsMax: uploadRowsMax,
  megabytesMax: uploadBytesMax / 1024 / 1024,
  rows: "consents",
}

const headings: Record<UploadColumn, RegExp> = {
  mobile: /mobile|phone|number|cell|tel/i,
  channel: /channel|kind/i,
  source: /source|how|where|origin/i,
  date: /date|when|time|^at$/i,
  note: /note|proof|comment|reference/i,
}

const notInFile: Readonly<Record<UploadColumn, number>> = {
  mobile: -1,
  channel: -1,
  source: -1,
  date: -1,
  note: -1,
}

const make = (desk: Pick<DeskCore, "link" | "online">) => {
  const [file, setFile] = createSignal<CsvFile | null>(null)
  const [columns, setColumns] = createSignal(notInFile)
  const [upload, setUpload] = createSignal<ConsentUpload | null>(null)
  const [earlier, setEarlier] = createSignal<ReadonlyArray<ConsentUpload>>([])
  const [problem, setProblem] = createSignal<string | null>(null)
  const [sending, setSending] = createSignal(false)
  let run = 0
  let id: UploadId | null = null

  /** Takes an answer of the server, or says why there is none. */
  const take = (answer: Result.Result<ConsentUpload, Parameters<typeof problemText>[0]>): boolean => {
    if (Result.isSuccess(answer)) setUpload(answer.success)
    setProblem(Result.isFailure(answer) ? problemText(answer.failure) : null)
    return Result.isSuccess(answer)
  }

  const choose = async (chosen: File) => {
    setProblem(null)
    const read = await readCsvFile(chosen, limits)
    if (typeof read === "string") return void setProblem(read)
    run++
    id = UploadId.make(crypto.randomUUID())
    setUpload(null)
    setFile(read)
    const place = (column: UploadColumn) => read.heads.findIndex((head) => headings[column].test(head))
    setColumns({
      mobile: place("mobile"),
      channel: place("channel"),
      source: place("source"),
      date: place("date"),
      note: place("note"),
    })
  }

  const rowOf = ({ fields, line }: CsvRecord): UploadRow => {
    const cell = (column: UploadColumn) =>
      unguardFormula((fields[columns()[column]] ?? "").trim()).slice(0, uploadCellMax)
    return {
      line,
      mobile: cell("mobile"),
      channel: cell("channel"),
      source: cell("source"),
      date: cell("date"),
      note: cell("note"),
    }
  }

  /** Sends the rows, also after a lost connection: what has arrived is not taken twice. */
  const send = async () => {
    const chosen = file()
    const mine = ++run
    if (chosen === null || id === null) return
    const of = { id, name: chosen.name.slice(0, 255), bytes: chosen.bytes, rows: chosen.records.length }
    setSending(true)
    const opened = await desk.link.ask((client) => client["Consent.openUpload"](of))
    let goesOn = mine === run && take(opened)
    for (const rows of inChunks(chosen.records.map(rowOf), uploadBatchMax)) {
      if (!goesOn) break
      const answer = await desk.link.ask((client) => client["Consent.addRows"]({ id: of.id, rows }))
      goesOn = mine === run && take(answer)
    }
    if (mine !== run) return
    setSending(false)
    if (goesOn) setFile(null)
  }

  // The rows are in this tab alone until they are sent; what follows goes on by itself.
  createLeaveWarning(sending)

  const act = async (name: "Consent.importUpload" | "Consent.cancelUpload") => {
    const shown = upload()
    if (shown) take(await desk.link.ask((client) => client[name]({ id: shown.id })))
  }

  /** `wanted`: which one to show, where that was asked for. */
  const look = async (wanted?: string) => {
    const answer = await desk.link.ask((client) => client["Consent.uploads"]())
    if (Result.isFailure(answer)) return
    setEarlier(answer.success)
    const asked = answer.success.find((one) => one.id === wanted)
    if (asked && file() === null) return void setUpload(asked)
    const [newest] = answer.success
    // What was left, by a reload or for another page, is shown where it is by now.
    if (
      newest && upload() === null && file() === null && (isUnderWay(newest) || newest.state === "checked")
    ) {
      setUpload(newest)
    }
  }

  // Followed as long as it goes on by itself, and again after each lost connection.
  createEffect(on([() => upload()?.id, () => upload()?.state, desk.online], () => {
    const shown = upload()
    if (!shown || !isUnderWay(shown) || !desk.online()) return
    const following = desk.link.follow(
      (client) => client["Consent.followUpload"]({ id: shown.id }),
      (next) => setUpload((now) => now?.id === next.id ? next : now),
      () => undefined,
    )
    onCleanup(following.stop)
  }))

  return {
    file,
    columns,
    match: (column: UploadColumn, index: number) => setColumns((before) => ({ ...before, [column]: index })),
    matched: () => uploadColumns.every((column) => column === "note" || columns()[column] >= 0),
    rowOf,
    upload,
    earlier,
    problem,
    sending,
    choose,
    send,
    look,
    show: (one: ConsentUpload) => setUpload(one),
    start: () => act("Consent.importUpload"),
    cancel: () => act("Consent.cancelUpload"),
    /** Begins with another file; what is imported stays, and what goes on goes on. */
    reset: () => {
      run++
      setSending(false)
      setFile(null)
      setUpload(null)
      setProblem(null)
      void look()
    },
  }
}

export type ConsentUploader = ReturnType<typeof make>

const uploaders = new WeakMap<DeskCore["link"], ConsentUploader>()

/** The one of this desk: an upload goes on while one does something else in the desk (FIT-3). */
export const consentUploaderOf = (desk: Pick<DeskCore, "link" | "online">): ConsentUploader => {
  const known = uploaders.get(desk.link)
  if (known) return known
  const made = createRoot(() => make(desk))
  uploaders.set(desk.link, made)
  return made
}
