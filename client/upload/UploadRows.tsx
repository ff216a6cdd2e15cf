import FileDown from "lucide-solid/icons/file-down"
import { Result } from "effect"
import { createEffect, createSignal, For, on, Show } from "solid-js"
import type { UploadedRows } from "../../domain/rpc/RowUploadRpcs.ts"
import { cellsOf } from "../../domain/upload/FileRow.ts"
import { isUnderWay, type JudgedRow, type RowOutcome, type RowUpload } from "../../domain/upload/RowUpload.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import table from "../ui/FramedTable.module.css"
import { Tag } from "../ui/Tag.tsx"
import { createRowsDownload } from "./createRowsDownload.ts"
import type { UploadColumn } from "./createRowUpload.ts"
import { rowsInWords } from "./rowsInWords.ts"
import styles from "./Upload.module.css"

const pageRows = 100

const outcomes: Readonly<
  Record<RowOutcome, { readonly word: string; readonly tone: "neutral" | "success" | "danger" }>
> = {
  waiting: { word: "Waits", tone: "neutral" },
  ready: { word: "Ready", tone: "success" },
  known: { word: "On file", tone: "neutral" },
  refused: { word: "Fix", tone: "danger" },
  imported: { word: "Imported", tone: "success" },
}

type Filter = "refused" | "ready" | "imported" | null

interface UploadRowsProps {
  readonly shown: RowUpload
  /** What is shown of a row; none where only those to fix are kept, and their reason says all. */
  readonly columns: ReadonlyArray<UploadColumn>
}

/** The rows of a file, by what became of them where all are kept; those to fix can be downloaded with what to do. */
export const UploadRows = (props: UploadRowsProps) => {
  const desk = useDesk()
  const all = () => props.columns.length > 0
  const [filter, setFilter] = createSignal<Filter>(!all() || props.shown.refused > 0 ? "refused" : null)
  const [rows, setRows] = createSignal<ReadonlyArray<JudgedRow>>([])
  const [places, setPlaces] = createSignal<UploadedRows["columns"]>({})
  const [complete, setComplete] = createSignal(true)
  let asked = 0

  const load = async (after: number) => {
    const mine = ++asked
    const page = { id: props.shown.id, outcome: filter(), after, limit: pageRows }
    const answer = await desk.link.ask((client) => client["RowUpload.rows"](page))
    if (mine !== asked || Result.isFailure(answer)) return
    const { columns, rows: found } = answer.success
    setPlaces(columns)
    setRows((before) => after === 0 ? found : [...before, ...found])
    setComplete(found.length < pageRows)
  }
  createEffect(on([() => props.shown.id, () => props.shown.state, filter, desk.online], () => void load(0)))
  // More of them while it goes on, until the first page is full.
  createEffect(on(() => props.shown.refused, () => rows().length < pageRows && void load(0), { defer: true }))

  return (
    <>
      <Show when={all()}>
        <Filters shown={props.shown} filter={filter()} onFilter={setFilter} />
      </Show>
      <div class={table.frame} classList={{ [styles.short ?? ""]: !all() }}>
        <table class={table.table}>
          <caption class="visually-hidden">{all() ? "Rows of the file" : "Rows to fix"}</caption>
          <thead>
            <tr>
              <th scope="col">Row</th>
              <For each={props.columns}>{({ label }) => <th scope="col">{label}</th>}</For>
              <Show when={all()}>
                <th scope="col">Result</th>
              </Show>
              <th scope="col">What to do</th>
            </tr>
          </thead>
          <tbody>
            <For each={rows()}>
              {(row) => (
                <tr>
                  <td class={styles.row}>{row.line}</td>
                  <For each={props.columns}>
                    {({ look, name, optional }) => (
                      <td class={look && styles[look]}>
                        {cellsOf(places(), row)(name) ||
                          (optional ? "" : <span class={styles.empty}>empty</span>)}
                      </td>
                    )}
                  </For>
                  <Show when={all()}>
                    <td>
                      <Tag tone={outcomes[row.outcome].tone}>{outcomes[row.outcome].word}</Tag>
                    </td>
                  </Show>
                  <td class={styles.why}>{row.reason}</td>
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
      <Show when={!all()}>
        <Download shown={props.shown} />
      </Show>
    </>
  )
}

interface FiltersProps {
  readonly shown: RowUpload
  readonly filter: Filter
  readonly onFilter: (filter: Filter) => void
}

const Filters = (props: FiltersProps) => {
  const chips = (): ReadonlyArray<readonly [Filter, string, number]> => [
    [null, "All rows", props.shown.total],
    ...(props.shown.ready > 0 ? [["ready", "Ready", props.shown.ready] as const] : []),
    ...(props.shown.imported > 0 ? [["imported", "Imported", props.shown.imported] as const] : []),
    ["refused", "To fix", props.shown.refused],
  ]
  return (
    <div class={styles.filters}>
      <For each={chips()}>
        {([which, title, count]) => (
          <button
            type="button"
            class={styles.chip}
            aria-pressed={props.filter === which}
            onClick={() => props.onFilter(which)}
          >
            {title} <span>{count.toLocaleString("en-US")}</span>
          </button>
        )}
      </For>
      <Download shown={props.shown} />
    </div>
  )
}

const Download = (props: { readonly shown: RowUpload }) => {
  const desk = useDesk()
  const download = createRowsDownload(() => props.shown)
  return (
    <Show when={props.shown.refused > 0 && !isUnderWay(props.shown)}>
      <Button
        class={styles.download}
        busy={download.busy() ? "Collecting" : undefined}
        disabled={!desk.online()}
        onClick={() => void download.start()}
      >
        <FileDown />
        Download the {rowsInWords(props.shown.refused)} to fix
      </Button>
    </Show>
  )
}
