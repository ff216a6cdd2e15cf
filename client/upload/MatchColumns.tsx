import { For } from "solid-js"
import { cellsOf } from "../../domain/upload/FileRow.ts"
import table from "../ui/FramedTable.module.css"
import { CsvColumnField, CsvFileField, CsvFileLine } from "./CsvFields.tsx"
import type { RowUploader } from "./createRowUpload.ts"
import { rowsInWords } from "./rowsInWords.ts"
import styles from "./Upload.module.css"

const previewRows = 5

export const ChooseFile = (props: { readonly upload: RowUploader }) => (
  <CsvFileField hint={props.upload.spec.hint} onChoose={(file) => void props.upload.choose(file)} />
)

/** Which column says what, with the first rows as they will be read. */
export const MatchColumns = (props: { readonly upload: RowUploader }) => {
  const file = () => props.upload.file()
  const { columns } = props.upload.spec
  return (
    <>
      <CsvFileLine name={file()?.name ?? ""} rows={rowsInWords(file()?.records.length ?? 0)} />
      <div class={styles.columns}>
        <For each={columns}>
          {({ label, name, optional }) => (
            <CsvColumnField
              label={label}
              optional={optional}
              heads={file()?.heads ?? []}
              chosen={props.upload.columns()[name] ?? -1}
              onChoose={(place) => props.upload.match(name, place)}
            />
          )}
        </For>
      </div>
      <div class={styles.preview}>
        <table class={table.table}>
          <caption class="visually-hidden">First rows</caption>
          <thead>
            <tr>
              <For each={columns}>{({ label }) => <th scope="col">{label}</th>}</For>
            </tr>
          </thead>
          <tbody>
            <For each={file()?.records.slice(0, previewRows)}>
              {(record) => (
                <tr>
                  <For each={columns}>
                    {({ name }) => <td>{cellsOf(props.upload.columns(), record)(name)}</td>}
                  </For>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </>
  )
}
