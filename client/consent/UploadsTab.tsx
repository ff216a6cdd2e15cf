import { useSearchParams } from "@solidjs/router"
import FileSpreadsheet from "lucide-solid/icons/file-spreadsheet"
import RefreshCw from "lucide-solid/icons/refresh-cw"
import { createEffect, For, Match, on, Show, Switch } from "solid-js"
import {
  type ConsentUpload,
  isUnderWay,
  type UploadColumn,
  uploadColumns,
} from "../../domain/consent/ConsentUpload.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { CsvColumnField, CsvFileField, CsvFileLine } from "../ui/CsvFields.tsx"
import { clockTime, dateAndTime } from "../ui/DeskTime.ts"
import { useToast } from "../ui/Toaster.tsx"
import { type ConsentUploader, consentUploaderOf } from "./createConsentUploader.ts"
import styles from "./UploadsTab.module.css"
import { UploadRows } from "./UploadRows.tsx"

const previewRows = 5
const labels: Record<UploadColumn, string> = {
  mobile: "Mobile",
  channel: "Channel",
  source: "Source",
  date: "Date",
  note: "Note",
}
const steps = ["Choose file", "Match columns", "Check rows", "Import"] as const
const counted = (count: number, word: string) =>
  `${count.toLocaleString("en-US")} ${word}${count === 1 ? "" : "s"}`

const stateText: Record<ConsentUpload["state"], string> = {
  receiving: "Did not arrive whole",
  checking: "Being checked",
  checked: "Waits to be imported",
  importing: "Being imported",
  done: "Imported",
  cancelled: "Stopped",
}

/** A file of consents, from choosing it to what became of each row. It may be left at any step (CONSENT-2, FIT-3). */
export const UploadsTab = () => {
  const desk = useDesk()
  const toast = useToast()
  const uploader = consentUploaderOf(desk)
  const [search] = useSearchParams<{ upload: string }>()
  createEffect(on(() => search.upload, (wanted) => void uploader.look(wanted)))
  const step = () => {
    const state = uploader.upload()?.state
    if (uploader.file() !== null && !uploader.sending()) return 1
    if (uploader.sending() || state === "receiving" || state === "checking" || state === "checked") return 2
    return state === undefined ? 0 : 3
  }
  createEffect(on(() => uploader.upload()?.state, (state, before) => {
    if (state === "done" && before === "importing") {
      toast({ title: `${counted(uploader.upload()?.imported ?? 0, "row")} imported` })
      void uploader.look()
    }
  }))
  return (
    <>
      <div class={styles.body}>
        <ol class={styles.steps} aria-label="Steps">
          <For each={steps}>
            {(title, index) => (
              <li
                data-state={index() < step() ? "done" : index() === step() ? "current" : "later"}
                aria-current={index() === step() ? "step" : undefined}
              >
                {index() + 1} {title}
              </li>
            )}
          </For>
        </ol>
        <Switch fallback={<ChooseFile uploader={uploader} />}>
          <Match when={step() === 1}>
            <MatchColumns uploader={uploader} />
          </Match>
          <Match when={uploader.upload()}>
            {(upload) => (
              <>
                <Progress upload={upload()} uploader={uploader} />
                <Show when={!isUnderWay(upload()) && upload().state !== "receiving"}>
                  <UploadRows upload={upload()} />
                </Show>
              </>
            )}
          </Match>
        </Switch>
        <Show when={uploader.problem()}>
          {(text) => (
            <div class={styles.problem} role="alert">
              <p>{text()}</p>
              <Show when={uploader.file() !== null && uploader.upload() !== null}>
                <Button size="small" disabled={!desk.online()} onClick={() => void uploader.send()}>
                  Go on
                </Button>
              </Show>
            </div>
          )}
        </Show>
        <Show when={step() === 0 && uploader.earlier().length > 0}>
          <Earlier uploader={uploader} />
        </Show>
      </div>
      <Foot uploader={uploader} step={step()} />
    </>
  )
}

const ChooseFile = (props: { readonly uploader: ConsentUploader }) => (
  <section class={styles.card}>
    <CsvFileField
      hint="Columns for mobile, channel, source, date, and note. Up to 100,000 rows or 20 MB, UTF-8, with comma or semicolon."
      onChoose={(file) => void props.uploader.choose(file)}
    />
  </section>
)

const MatchColumns = (props: { readonly uploader: ConsentUploader }) => (
  <section class={styles.card}>
    <CsvFileLine
      name={props.uploader.file()?.name ?? ""}
      rows={counted(props.uploader.file()?.records.length ?? 0, "row")}
    />
    <div class={styles.columns}>
      <For each={uploadColumns}>
        {(column) => (
          <CsvColumnField
            label={labels[column]}
            optional={column === "note"}
            heads={props.uploader.file()?.heads ?? []}
            chosen={props.uploader.columns()[column]}
            onChoose={(place) => props.uploader.match(column, place)}
          />
        )}
      </For>
    </div>
    <table class={styles.table}>
      <caption class="visually-hidden">First rows</caption>
      <thead>
        <tr>
          <For each={uploadColumns}>{(column) => <th scope="col">{labels[column]}</th>}</For>
        </tr>
      </thead>
      <tbody>
        <For each={props.uploader.file()?.records.slice(0, previewRows)}>
          {(record) => (
            <tr>
              <For each={uploadColumns}>{(column) => <td>{props.uploader.rowOf(record)[column]}</td>}</For>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  </section>
)

/** What the bar shows while something goes on: how far it is, of what. */
const progressOf = (upload: ConsentUpload): { readonly label: string; readonly value: number } => {
  if (upload.state === "receiving") return { label: "Rows sent", value: upload.received }
  if (upload.state === "checking") return { label: "Rows checked", value: upload.checked }
  return { label: "Rows imported", value: upload.total - upload.ready }
}

const Progress = (props: { readonly upload: ConsentUpload; readonly uploader: ConsentUploader }) => {
  const desk = useDesk()
  const upload = () => props.upload
  const moving = () => isUnderWay(upload()) || (upload().state === "receiving" && props.uploader.sending())
  const by = () => desk.user(upload().by)?.name ?? "someone"
  const parts = () => [
    { tone: "imported", count: upload().imported, word: "imported" },
    { tone: "ready", count: upload().ready, word: "ready to import" },
    { tone: "known", count: upload().known, word: "already on file, skipped" },
    { tone: "refused", count: upload().refused, word: "to fix" },
  ]
  return (
    <section class={styles.card} aria-label={`Upload of ${upload().name}`}>
      <div class={styles.top}>
        <span class={styles.badge} aria-hidden="true">
          <FileSpreadsheet />
        </span>
        <div class={styles.what}>
          <p>
            <strong>{upload().name}</strong>
          </p>
          <p class={styles.meta}>
            {counted(upload().total, "row")} · {Math.ceil(upload().bytes / 1024).toLocaleString("en-US")}{" "}
            KB · uploaded by {by()} at {clockTime(upload().createdAt)} · {stateText[upload().state]}
          </p>
        </div>
        <Button variant="ghost" onClick={() => props.uploader.reset()}>
          <RefreshCw />
          {upload().state === "done" ? "Another file" : "Replace file"}
        </Button>
      </div>
      <Show
        when={moving()}
        fallback={
          <div class={styles.bar} aria-hidden="true">
            <For each={parts()}>
              {(part) => (
                <Show when={part.count > 0}>
                  <span data-tone={part.tone} style={{ "flex-grow": part.count }} />
                </Show>
              )}
            </For>
          </div>
        }
      >
        <progress
          class={styles.progress}
          aria-label={progressOf(upload()).label}
          max={upload().total}
          value={progressOf(upload()).value}
        />
      </Show>
      <ul class={styles.counts} aria-live={moving() ? "off" : "polite"}>
        <For each={parts().filter((part) => part.count > 0 || part.tone === "refused")}>
          {(part) => (
            <li data-tone={part.tone}>
              <strong>{part.count.toLocaleString("en-US")}</strong> {part.word}
            </li>
          )}
        </For>
      </ul>
      <Show when={upload().state === "receiving" && !props.uploader.sending()}>
        <p>The file did not arrive whole. Choose it again: nothing was imported.</p>
      </Show>
    </section>
  )
}

const Earlier = (props: { readonly uploader: ConsentUploader }) => {
  const desk = useDesk()
  return (
    <section class={styles.earlier}>
      <h2>Earlier uploads</h2>
      <ul>
        <For each={props.uploader.earlier()}>
          {(upload) => (
            <li>
              <button type="button" onClick={() => props.uploader.show(upload)}>
                <strong>{upload.name}</strong>
                <span>
                  {stateText[upload.state]} · {upload.imported.toLocaleString("en-US")} of{" "}
                  {counted(upload.total, "row")} · {dateAndTime(upload.createdAt, desk.clock.now())}
                </span>
              </button>
            </li>
          )}
        </For>
      </ul>
    </section>
  )
}

const Foot = (props: { readonly uploader: ConsentUploader; readonly step: number }) => {
  const desk = useDesk()
  const state = () => props.uploader.upload()?.state
  const ready = () => props.uploader.upload()?.ready ?? 0
  return (
    <Show when={props.step > 0}>
      <footer class={styles.foot}>
        <p>
          <Switch>
            <Match when={props.step === 1}>Nothing is imported yet: the rows are checked first.</Match>
            <Match when={props.uploader.sending()}>Stay on this desk until the rows are sent.</Match>
            <Match when={state() === "checking" || state() === "importing"}>
              You may leave this page: it goes on by itself.
            </Match>
            <Match when={state() === "checked"}>
              Rows to fix are left out. You can upload them again later.
            </Match>
          </Switch>
        </p>
        <Switch>
          <Match when={props.step === 1}>
            <Button onClick={() => props.uploader.reset()}>Back</Button>
            <Button
              variant="primary"
              disabled={!props.uploader.matched() || !desk.online()}
              onClick={() => void props.uploader.send()}
            >
              Check {counted(props.uploader.file()?.records.length ?? 0, "row")}
            </Button>
          </Match>
          <Match when={state() === "checked"}>
            <Button onClick={() => props.uploader.reset()}>Back</Button>
            <Button
              variant="primary"
              disabled={ready() === 0 || !desk.online()}
              onClick={() => void props.uploader.start()}
            >
              Import {counted(ready(), "row")}
            </Button>
          </Match>
          <Match when={state() === "importing" || state() === "checking"}>
            <Button disabled={!desk.online()} onClick={() => void props.uploader.cancel()}>Stop</Button>
          </Match>
          <Match when={state() === "done" || state() === "cancelled"}>
            <Button onClick={() => props.uploader.reset()}>Done</Button>
          </Match>
        </Switch>
      </footer>
    </Show>
  )
}
