import FileSpreadsheet from "lucide-solid/icons/file-spreadsheet"
import { For } from "solid-js"
import { type ImportColumn, importColumns, importRowOf } from "../../domain/contact/ContactImport.ts"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
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
  <Field
    label="CSV file"
    hint="Columns for name, mobile number with country code, email, and language such as en or pt-BR. Up to 50,000 rows or 10 MB, UTF-8, with comma or semicolon."
  >
    {(control) => (
      <input
        id={control.id}
        class={styles.file}
        type="file"
        accept=".csv,text/csv"
        aria-describedby={control.describedBy}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          if (file) void props.imports.choose(file)
        }}
      />
    )}
  </Field>
)

export const FileLine = (props: { readonly name: string; readonly rows: number }) => (
  <p class={styles.fileLine}>
    <FileSpreadsheet aria-hidden="true" />
    <strong>{props.name}</strong>
    <span>{rowsInWords(props.rows)}</span>
  </p>
)

/** Which column says what, with the first rows as they will be read. */
export const MatchColumns = (props: { readonly imports: ContactImporter }) => {
  const file = () => props.imports.file()
  const rowOf = (record: Parameters<typeof importRowOf>[1]) => importRowOf(props.imports.columns(), record)
  return (
    <>
      <FileLine name={file()?.name ?? ""} rows={file()?.records.length ?? 0} />
      <div class={styles.columns}>
        <For each={importColumns}>
          {(column) => (
            <Field label={labels[column]} optional={mayLack(column)}>
              {(control) => (
                <select
                  id={control.id}
                  class={input.input}
                  value={String(props.imports.columns()[column])}
                  onChange={(event) => props.imports.match(column, Number(event.currentTarget.value))}
                >
                  <option value="-1">{mayLack(column) ? "Not in the file" : "Choose a column"}</option>
                  <For each={file()?.heads}>
                    {(head, index) => (
                      <option value={String(index())}>{head || `Column ${index() + 1}`}</option>
                    )}
                  </For>
                </select>
              )}
            </Field>
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
