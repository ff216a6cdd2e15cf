import Download from "lucide-solid/icons/download"
import FileSpreadsheet from "lucide-solid/icons/file-spreadsheet"
import { For, Match, Show, Switch } from "solid-js"
import { csvLine, guardFormula } from "../../domain/contact/Csv.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
import { Modal } from "../ui/Modal.tsx"
import styles from "./ImportDialog.module.css"
import { type ContactImport, type ImportColumn, importColumns } from "./createContactImport.ts"
import { saveFile } from "./saveFile.ts"

const previewRows = 5
const refusedShownMax = 100

const labels: Record<ImportColumn, string> = {
  name: "Full name",
  phones: "Mobile",
  email: "Email",
  language: "Language",
}
const mayLack = (column: ImportColumn) => column === "email" || column === "language"
const counted = (count: number, word: string) =>
  `${count.toLocaleString("en-US")} ${word}${count === 1 ? "" : "s"}`

export interface ImportDialogProps {
  readonly imports: ContactImport
  readonly onClose: () => void
}

/** Choose a file, match its columns, import, and see what became of the rows. It may be closed while it runs. */
export const ImportDialog = (props: ImportDialogProps) => {
  const desk = useDesk()
  const imports = () => props.imports
  const matched = () => imports().columns().phones >= 0 && imports().columns().name >= 0
  return (
    <Modal
      title="Import contacts"
      width={580}
      onClose={() => props.onClose()}
      footer={
        <Switch>
          <Match when={imports().step() === "file"}>
            <Button onClick={() => props.onClose()}>Cancel</Button>
          </Match>
          <Match when={imports().step() === "match"}>
            <Button onClick={() => imports().reset()}>Replace file</Button>
            <Button
              variant="primary"
              disabled={!matched() || !desk.online()}
              onClick={() => void imports().start()}
            >
              Import {counted(imports().file()?.records.length ?? 0, "row")}
            </Button>
          </Match>
          <Match when={imports().step() === "running"}>
            <Button onClick={() => imports().reset()}>Stop</Button>
            <Button onClick={() => props.onClose()}>Go on in the background</Button>
          </Match>
          <Match when={imports().step() === "done"}>
            <Button onClick={() => imports().reset()}>Import another file</Button>
            <Button
              variant="primary"
              onClick={() => {
                imports().reset()
                props.onClose()
              }}
            >
              Done
            </Button>
          </Match>
        </Switch>
      }
    >
      <Switch>
        <Match when={imports().step() === "file"}>
          <ChooseFile imports={imports()} />
        </Match>
        <Match when={imports().step() === "match"}>
          <MatchColumns imports={imports()} />
        </Match>
        <Match when={imports().file()}>
          <Progress imports={imports()} />
        </Match>
      </Switch>
      <Show when={imports().problem()}>
        {(text) => (
          <div class={styles.problem} role="alert">
            <p>{text()}</p>
            <Show when={imports().running()}>
              <Button size="small" disabled={!desk.online()} onClick={() => void imports().start()}>
                Go on
              </Button>
            </Show>
          </div>
        )}
      </Show>
    </Modal>
  )
}

const ChooseFile = (props: { readonly imports: ContactImport }) => (
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

const FileLine = (props: { readonly imports: ContactImport }) => (
  <p class={styles.fileLine}>
    <FileSpreadsheet aria-hidden="true" />
    <strong>{props.imports.file()?.name}</strong>
    <span>{counted(props.imports.file()?.records.length ?? 0, "row")}</span>
  </p>
)

const MatchColumns = (props: { readonly imports: ContactImport }) => {
  const file = () => props.imports.file()
  return (
    <>
      <FileLine imports={props.imports} />
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
                <For each={importColumns}>{(column) => <td>{props.imports.rowOf(record)[column]}</td>}</For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </>
  )
}

const Progress = (props: { readonly imports: ContactImport }) => {
  const total = () => props.imports.file()?.records.length ?? 0
  const refused = () => props.imports.refused()
  const download = () => {
    const file = props.imports.file()
    const byLine = new Map(file?.records.map((record) => [record.line, record.fields]))
    saveFile("contacts-to-fix.csv", "text/csv;charset=utf-8", [
      "\uFEFF",
      csvLine([...file?.heads ?? [], "Reason"]),
      ...refused().map(({ line, reason }) => csvLine([...byLine.get(line) ?? [], reason].map(guardFormula))),
    ])
  }
  return (
    <>
      <FileLine imports={props.imports} />
      <progress
        class={styles.progress}
        aria-label="Rows imported"
        max={total()}
        value={props.imports.results().length}
      />
      <dl class={styles.counts} aria-live={props.imports.running() ? "off" : "polite"}>
        <For
          each={[["Created", "created"], ["Updated", "updated"], ["Unchanged", "known already"], [
            "Refused",
            "to fix",
          ]] as const}
        >
          {([tag, word]) => (
            <div data-tag={tag}>
              <dt>{word}</dt>
              <dd>{props.imports.count(tag).toLocaleString("en-US")}</dd>
            </div>
          )}
        </For>
      </dl>
      <Show when={refused().length > 0}>
        <div class={styles.refused}>
          <table class={styles.preview}>
            <caption class="visually-hidden">Rows to fix</caption>
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col">What to do</th>
              </tr>
            </thead>
            <tbody>
              <For each={refused().slice(0, refusedShownMax)}>
                {({ line, reason }) => (
                  <tr>
                    <td>{line}</td>
                    <td>{reason}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
        <Show when={!props.imports.running()}>
          <Button class={styles.download} onClick={download}>
            <Download />
            Download the {counted(refused().length, "row")} to fix
          </Button>
        </Show>
      </Show>
    </>
  )
}
