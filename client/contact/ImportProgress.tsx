import { For, Show } from "solid-js"
import type { RowUpload } from "../../domain/upload/RowUpload.ts"
import type { RowUploader } from "../upload/createRowUpload.ts"
import { CsvFileLine } from "../upload/CsvFields.tsx"
import { rowsInWords } from "../upload/rowsInWords.ts"
import { UploadProgress } from "../upload/UploadProgress.tsx"
import { UploadRows } from "../upload/UploadRows.tsx"
import { faultWords } from "./faultWords.ts"
import styles from "./ImportDialog.module.css"

/** How far an import is, what became of its rows, and which are to be fixed. */
export const ImportProgress = (props: { readonly upload: RowUploader; readonly shown: RowUpload }) => {
  const parts = () =>
    [
      { tone: "imported", count: props.shown.imported - props.shown.updated, word: "created" },
      { tone: "imported", count: props.shown.updated, word: "updated" },
      { tone: "known", count: props.shown.known, word: "known already" },
      { tone: "refused", count: props.shown.refused, word: "to fix" },
    ] as const
  return (
    <>
      <CsvFileLine name={props.shown.name} rows={rowsInWords(props.shown.total)} />
      <UploadProgress upload={props.upload} shown={props.shown} parts={parts()} />
      <Show when={props.upload.step() !== "broken"}>
        <Show when={props.shown.faults.length > 1}>
          <ul class={styles.faults} aria-label="To fix">
            <For each={props.shown.faults}>
              {({ count, fault }) => (
                <li>
                  {count.toLocaleString("en-US")} {faultWords[fault]}
                </li>
              )}
            </For>
          </ul>
        </Show>
        <Show when={props.shown.refused > 0}>
          <UploadRows shown={props.shown} columns={[]} />
        </Show>
      </Show>
    </>
  )
}
