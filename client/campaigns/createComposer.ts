import { Result } from "effect"
import { createEffect, createSignal, on, onCleanup } from "solid-js"
import {
  type Campaign,
  type CampaignDraft,
  recipientBatchMax,
  recipientsMax,
} from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { unguardFormula } from "../../domain/contact/Csv.ts"
import { readCsvFile } from "../upload/readCsvFile.ts"
import { problemText } from "../conversation/problemText.ts"
import type { AskError } from "../rpc/DeskLink.ts"
import { inChunks } from "../rpc/inChunks.ts"
import { useDesk } from "../sync/createDesk.ts"

const saveAfterMillis = 500
const limits = { rowsMax: recipientsMax, megabytesMax: 20, rows: "recipients" }
const numberHead = /mobile|phone|number|cell|tel/i
const nameHead = /name|contact|customer/i
const languageHead = /lang|locale/i
const cellMax = 1_024
const columnsMax = 50

interface ComposerOptions {
  readonly id: CampaignId
  readonly first: CampaignDraft
  /** Of what is shown: what somebody else made of it meanwhile is not changed, and not sent, without having been seen. */
  readonly version: number
  readonly onSaved: (campaign: Campaign) => void
}

/** A campaign as it is composed: kept on the server by itself, one change after the other. */
export const createComposer = ({ first, id, onSaved, version }: ComposerOptions) => {
  const desk = useDesk()
  const [draft, setDraft] = createSignal(first)
  const [savedAt, setSavedAt] = createSignal<number | null>(null)
  const [problem, setProblem] = createSignal<string | null>(null)
  /** How much of a file has been sent; null while none is. */
  const [sending, setSending] = createSignal<number | null>(null)
  const [dirty, setDirty] = createSignal(false)
  const [outdated, setOutdated] = createSignal(false)
  let known = version
  /** What was sent, and perhaps saved, without an answer: it is sent again as it was, so that the server knows it. */
  let unanswered: CampaignDraft | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let line: Promise<boolean> = Promise.resolve(true)

  const heed = (failure: AskError) =>
    failure._tag === "Refusal" && failure.code === "changed_meanwhile" && setOutdated(true)
  const saveNow = async (): Promise<boolean> => {
    clearTimeout(timer)
    const again = unanswered
    const asked = again ?? draft()
    const answer = await desk.link.ask((client) =>
      client["Campaign.save"]({ id, version: known, draft: asked })
    )
    unanswered = Result.isFailure(answer) && answer.failure._tag !== "Refusal" ? asked : null
    if (Result.isFailure(answer)) {
      heed(answer.failure)
      setProblem(`Not saved. ${problemText(answer.failure)}`)
      return false
    }
    known = answer.success.version
    if (again !== null && draft() !== again) return await saveNow()
    setProblem(null)
    setSavedAt(desk.clock.now())
    if (draft() === asked) setDirty(false)
    onSaved(answer.success)
    return true
  }
  /** One after the other, so that each follows the version of the one before. */
  const save = () => line = line.then(saveNow)
  onCleanup(() => {
    clearTimeout(timer)
    if (dirty()) void save()
  })
  createEffect(on(desk.online, (online) => online && dirty() && void save(), { defer: true }))

  const change = (part: Partial<CampaignDraft>) => {
    setDraft((before) => ({ ...before, ...part }))
    setDirty(true)
    clearTimeout(timer)
    timer = setTimeout(() => void save(), saveAfterMillis)
  }

  const takeFile = async (chosen: File) => {
    const read = await readCsvFile(chosen, limits)
    if (typeof read === "string") return void setProblem(read)
    const columns = read.heads.slice(0, columnsMax).map((head) => head.trim().slice(0, 200))
    const number = columns.find((head) => numberHead.test(head)) ?? columns[0] ?? ""
    const language = columns.find((head) => head !== number && languageHead.test(head)) ?? null
    const name = columns.find((head) => head !== number && head !== language && nameHead.test(head)) ?? null
    change({
      audience: {
        _tag: "File",
        fileName: read.name.slice(0, 255),
        columns,
        number,
        name,
        language,
        upload: crypto.randomUUID(),
        rows: read.records.length,
      },
    })
    setSending(0)
    const all = read.records.map(({ fields }, index) => ({
      no: index + 1,
      cells: columns.map((_, place) => unguardFormula((fields[place] ?? "").trim()).slice(0, cellMax)),
    }))
    let sent = 0
    let goesOn = await save()
    for (const rows of inChunks(all, recipientBatchMax)) {
      if (!goesOn) break
      const answer = await desk.link.ask((client) => client["Campaign.addRows"]({ id, rows }))
      goesOn = Result.isSuccess(answer)
      if (Result.isSuccess(answer)) onSaved(answer.success)
      else setProblem(`The file did not arrive whole. ${problemText(answer.failure)} Choose it again.`)
      sent += rows.length
      setSending(sent / all.length)
    }
    setSending(null)
  }

  return {
    draft,
    change,
    save,
    savedAt,
    problem,
    setProblem,
    sending,
    dirty,
    /** Whether the server has what is shown here, if need be after it was sent there. */
    saved: () => dirty() ? save() : line,
    takeFile,
    version: () => known,
    /** Somebody else changed it since it was opened here. */
    outdated,
    heed,
  }
}

export type Composer = ReturnType<typeof createComposer>
