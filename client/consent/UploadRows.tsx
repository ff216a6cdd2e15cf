import FileDown from "lucide-solid/icons/file-down"
import { Result } from "effect"
import { createEffect, createSignal, For, on, Show } from "solid-js"
import type { ConsentUpload, JudgedRow, RowOutcome } from "../../domain/consent/ConsentUpload.ts"
import { csvLine, guardFormula } from "../../domain/contact/Csv.ts"
import { uploadPageMax } from "../../domain/rpc/ConsentRpcs.ts"
import { saveFile } from "../contact/saveFile.ts"
import { problemText } from "../conversation/problemText.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { Tag } from "../ui/Tag.tsx"
import { useToast } from "../ui/Toaster.tsx"
import styles from "./UploadsTab.module.css"

const pageRows = 100

const outcomeWords: Record<RowOutcome, string> = {
  waiting: "Waits",
  ready: "Ready",
  known: "On file",
  refused: "Fix",
  imported: "Imported",
}
const tones = {
  waiting: "neutral",
  ready: "success",
  known: "neutral",
  refused: "danger",
  imported: "success",
} as const

type Filter = "refused" | "ready" | "imported" | null

/** The rows of a checked file by what became of them; those to fix can be downloaded with what to do. */
export const UploadRows = (props: { readonly upload: ConsentUpload }) => {
  const desk = useDesk()
  const toast = useToast()
  const [filter, setFilter] = createSignal<Filter>(props.upload.refused > 0 ? "refused" : null)
  const [rows, setRows] = createSignal<ReadonlyArray<JudgedRow>>([])
  const [complete, setComplete] = createSignal(true)
  const [busy, setBusy] = createSignal(false)
  let asked = 0

  const fetch = (outcome: Filter, after: number, limit: number) =>
    desk.link.ask((client) => client["Consent.uploadRows"]({ id: props.upload.id, outcome, after, limit }))
  const load = async (after: number) => {
    const mine = ++asked
    const answer = await fetch(filter(), after, pageRows)
    if (mine !== asked || Result.isFailure(answer)) return
    setRows((before) => after === 0 ? answer.success : [...before, ...answer.success])
    setComplete(answer.success.length < pageRows)
  }
  createEffect(on([() => props.upload.id, () => props.upload.state, filter, desk.online], () => void load(0)))

  const download = async () => {
    setBusy(true)
    const lines: Array<string> = []
    let after = 0
    for (;;) {
      const answer = await fetch("refused", after, uploadPageMax)
      if (Result.isFailure(answer)) {
        setBusy(false)
        toast({ title: "Not downloaded", text: problemText(answer.failure), error: true })
        return
      }
      for (const { channel, date, mobile, note, reason, source } of answer.success) {
        lines.push(csvLine([mobile, channel, source, date, note, reason ?? ""].map(guardFormula)))
      }
      after = answer.success.at(-1)?.line ?? after
      if (answer.success.length < uploadPageMax) break
    }
    setBusy(false)
    const head = csvLine(["mobile", "channel", "source", "date", "note", "reason"])
    saveFile("consents-to-fix.csv", "text/csv;charset=utf-8", ["\uFEFF", head, ...lines])
  }

  const chips = (): ReadonlyArray<readonly [Filter, string, number]> => [
    [null, "All rows", props.upload.total],
    ...(props.upload.ready > 0 ? [["ready", "Ready", props.upload.ready] as const] : []),
    ...(props.upload.imported > 0 ? [["imported", "Imported", props.upload.imported] as const] : []),
    ["refused", "To fix", props.upload.refused],
  ]
  return (
    <>
      <div class={styles.filters}>
        <For each={chips()}>
          {([which, title, count]) => (
            <button
              type="button"
              class={styles.chip}
              aria-pressed={filter() === which}
              onClick={() => setFilter(which)}
            >
              {title} <span>{count.toLocaleString("en-US")}</span>
            </button>
          )}
        </For>
        <Show when={props.upload.refused > 0}>
          <Button
            class={styles.download}
            busy={busy() ? "Collecting" : undefined}
            disabled={!desk.online()}
            onClick={() => void download()}
          >
            <FileDown />
            Download the {props.upload.refused.toLocaleString("en-US")}{" "}
            {props.upload.refused === 1 ? "row" : "rows"} to fix
          </Button>
        </Show>
      </div>
      <div class={styles.frame}>
        <table class={styles.table}>
          <caption class="visually-hidden">Rows of the file</caption>
          <thead>
            <tr>
              <th scope="col">Row</th>
              <th scope="col">Mobile</th>
              <th scope="col">Channel</th>
              <th scope="col">Source</th>
              <th scope="col">Date</th>
              <th scope="col">Result</th>
              <th scope="col">What to do</th>
            </tr>
          </thead>
          <tbody>
            <For each={rows()}>
              {(row) => (
                <tr>
                  <td class={styles.number}>{row.line}</td>
                  <td class={styles.mobile}>{row.mobile}</td>
                  <td>{row.channel}</td>
                  <td>{row.source || <em>empty</em>}</td>
                  <td class={styles.number}>{row.date}</td>
                  <td>
                    <Tag tone={tones[row.outcome]}>{outcomeWords[row.outcome]}</Tag>
                  </td>
                  <td>{row.reason}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
      <Show when={!complete()}>
        <Button disabled={!desk.online()} onClick={() => void load(rows().at(-1)?.line ?? 0)}>
          Show more rows
        </Button>
      </Show>
    </>
  )
}
