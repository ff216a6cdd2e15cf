import { For } from "solid-js"
import { type ImportColumn, importColumns, importRowOf } from "../../domain/contact/ContactImport.ts"
import { CsvColumnField, CsvFileField, CsvFileLine } from "../ui/CsvFields.tsx"
import styles from "./ImportDialog.module.css"
import type { ContactImporter } from "./createContactImport.ts"
import { rowsInWords } from "./rowsInWords.ts"

const previewRows = 5

const labels: Record<ImportColumn, string> = {
  name: "Full name",
  phones: "Mobile",
  email: "Email",
  language: "Language",
}
const mayLack = (column: ImportColumn) => column === "email" || column === "language"

export const ChooseFile = (props: { readonly imports: ContactImporter }) => (
  <CsvFileField
    hint="Columns for name, mobile number with country code, email, and language such as en or pt-BR. Up to 50,000 rows or 10 MB, UTF-8, with comma or semicolon."
    onChoose={(file) => void props.imports.choose(file)}
  />
)

/** Which column says what, with the first rows as they will be read. */
export const MatchColumns = (props: { readonly imports: ContactImporter }) => {
  const file = () => props.imports.file()
  const rowOf = (record: Parameters<typeof importRowOf>[1]) => importRowOf(props.imports.columns(), record)
  return (
    <>
      <CsvFileLine name={file()?.name ?? ""} rows={rowsInWords(file()?.records.length ?? 0)} />
      <div class={styles.columns}>
        <For each={importColumns}>
          {(column) => (
            <CsvColumnField
              label={labels[column]}
              optional={mayLack(column)}
              heads={file()?.heads ?? []}
              chosen={props.imports.columns()[column]}
              onChoose={(place) => props.imports.match(column, place)}
            />
          )}
        </For>
      </div>
      <table class={styles.preview}>
        <caption class="visually-hidden">First rows</caption>
        <thead>
          <tr>
            <For each={importColumns}>{(column) => <th scope="col">{labels[column]}</th>}</For>
          </tr>
        </thead>
        <tbody>
          <For each={file()?.records.slice(0, previewRows)}>
            {(record) => (
              <tr>
                <For each={importColumns}>{(column) => <td>{rowOf(record)[column]}</td>}</For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </>
  )
}
