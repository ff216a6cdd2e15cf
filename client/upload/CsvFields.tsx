import FileSpreadsheet from "lucide-solid/icons/file-spreadsheet"
import { For } from "solid-js"
import styles from "./CsvFields.module.css"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"

/** Where a CSV file is chosen. */
export const CsvFileField = (props: { readonly hint: string; readonly onChoose: (file: File) => void }) => (
  <Field label="CSV file" hint={props.hint}>
    {(control) => (
      <input
        id={control.id}
        class={styles.file}
        type="file"
        accept=".csv,text/csv"
        aria-describedby={control.describedBy}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          if (file) props.onChoose(file)
        }}
      />
    )}
  </Field>
)

/** Which file was chosen; `rows`: how many, in words. */
export const CsvFileLine = (props: { readonly name: string; readonly rows: string }) => (
  <p class={styles.line}>
    <FileSpreadsheet aria-hidden="true" />
    <strong>{props.name}</strong>
    <span>{props.rows}</span>
  </p>
)

interface CsvColumnFieldProps {
  readonly label: string
  /** Whether the file may lack it. */
  readonly optional: boolean
  readonly heads: ReadonlyArray<string>
  /** The place of the column; -1: none. */
  readonly chosen: number
  readonly onChoose: (place: number) => void
}

/** Which column of a file says something. */
export const CsvColumnField = (props: CsvColumnFieldProps) => (
  <Field label={props.label} optional={props.optional}>
    {(control) => (
      <select
        id={control.id}
        class={input.input}
        value={String(props.chosen)}
        onChange={(event) => props.onChoose(Number(event.currentTarget.value))}
      >
        <option value="-1">{props.optional ? "Not in the file" : "Choose a column"}</option>
        <For each={props.heads}>
          {(head, index) => <option value={String(index())}>{head || `Column ${index() + 1}`}</option>}
        </For>
      </select>
    )}
  </Field>
)
