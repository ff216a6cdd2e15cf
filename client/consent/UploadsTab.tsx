import { useSearchParams } from "@solidjs/router"
import Check from "lucide-solid/icons/check"
import FileSpreadsheet from "lucide-solid/icons/file-spreadsheet"
import RefreshCw from "lucide-solid/icons/refresh-cw"
import { createEffect, For, Match, on, Show, Switch } from "solid-js"
import type { RowUpload } from "../../domain/upload/RowUpload.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { clockTime, dateAndTime } from "../ui/DeskTime.ts"
import { createRowUpload, type RowUploader, type UploadStep } from "../upload/createRowUpload.ts"
import { ChooseFile, MatchColumns } from "../upload/MatchColumns.tsx"
import { rowsInWords } from "../upload/rowsInWords.ts"
import { UploadProblem } from "../upload/UploadProblem.tsx"
import { UploadProgress } from "../upload/UploadProgress.tsx"
import { UploadRows } from "../upload/UploadRows.tsx"
import { consentUpload } from "./consentUpload.ts"
import styles from "./UploadsTab.module.css"

const steps = ["Choose file", "Match columns", "Check rows", "Import"] as const

const stateText = (upload: RowUpload): string => {
  switch (upload.state) {
    case "receiving":
      return upload.silent ? "Did not arrive whole" : "Being sent"
    case "checking":
      return "Being checked"
    case "checked":
      return "Waits to be imported"
    case "importing":
      return "Being imported"
    case "done":
      return "Imported"
    case "stopped":
      return upload.received < upload.total ? "Did not arrive whole" : "Stopped"
    case "failed":
      return "Not all imported"
  }
}

/** Which of `steps` is the current one. */
const stepAt = (step: UploadStep, shown: RowUpload | null): number => {
  switch (step) {
    case "file":
      return 0
    case "match":
      return 1
    case "sending":
    case "broken":
    case "checked":
      return 2
    case "running":
      return shown?.state === "importing" ? 3 : 2
    case "done":
      return 3
  }
}

/** A file of consents, from choosing it to what became of each row. It may be left at any step (CONSENT-2, FIT-3). */
export const UploadsTab = () => {
  const desk = useDesk()
  const upload = useScreen().rowUpload(consentUpload, createRowUpload)
  const [search] = useSearchParams<{ upload: string }>()
  let asked: string | undefined
  createEffect(on([() => search.upload, desk.online], ([wanted, online]) => {
    if (!online) return
    void upload.look(wanted === asked ? undefined : wanted)
    asked = wanted
  }))
  const step = () => stepAt(upload.step(), upload.shown())
  const rowsShown = () => upload.step() === "checked" || upload.step() === "done"
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
                <Show when={index() < step()} fallback={index() + 1}>
                  <Check aria-label="done" />
                </Show>{" "}
                {title}
              </li>
            )}
          </For>
        </ol>
        <Switch>
          <Match when={upload.step() === "file"}>
            <section class={styles.card}>
              <ChooseFile upload={upload} />
            </section>
          </Match>
          <Match when={upload.step() === "match"}>
            <section class={styles.card}>
              <MatchColumns upload={upload} />
            </section>
          </Match>
          <Match when={upload.shown()}>
            {(shown) => (
              <>
                <Progress shown={shown()} upload={upload} />
                <Show when={rowsShown()}>
                  <UploadRows shown={shown()} columns={consentUpload.columns.slice(0, -1)} />
                </Show>
              </>
            )}
          </Match>
        </Switch>
        <UploadProblem upload={upload} />
        <Show when={upload.step() === "file" && upload.earlier().length > 0}>
          <Earlier upload={upload} />
        </Show>
      </div>
      <Foot upload={upload} />
    </>
  )
}

const Progress = (props: { readonly shown: RowUpload; readonly upload: RowUploader }) => {
  const desk = useDesk()
  const shown = () => props.shown
  const by = () => desk.user(shown().by)?.name ?? "someone"
  const parts = () =>
    ([
      { tone: "imported", count: shown().imported, word: "imported" },
      { tone: "ready", count: shown().ready, word: "ready to import" },
      { tone: "known", count: shown().known, word: "already on file, skipped" },
      { tone: "refused", count: shown().refused, word: "to fix" },
    ] as const).filter((part) => part.count > 0 || part.tone === "refused")
  return (
    <section class={styles.card} aria-label={`Upload of ${shown().name}`}>
      <div class={styles.top}>
        <span class={styles.badge} aria-hidden="true">
          <FileSpreadsheet />
        </span>
        <div class={styles.what}>
          <p>
            <strong>{shown().name}</strong>
          </p>
          <p class={styles.meta}>
            {rowsInWords(shown().total)} · {Math.ceil(shown().bytes / 1024).toLocaleString("en-US")}{" "}
            KB · uploaded by {by()} at {clockTime(shown().startedAt)} · {stateText(shown())}
          </p>
        </div>
        <Button variant="ghost" onClick={() => void props.upload.reset()}>
          <RefreshCw />
          {shown().state === "done" ? "Another file" : "Replace file"}
        </Button>
      </div>
      <UploadProgress upload={props.upload} shown={shown()} parts={parts()} />
    </section>
  )
}

const Earlier = (props: { readonly upload: RowUploader }) => {
  const desk = useDesk()
  return (
    <section class={styles.earlier}>
      <h2>Earlier uploads</h2>
      <ul>
        <For each={props.upload.earlier()}>
          {(one) => (
            <li>
              <button type="button" onClick={() => props.upload.show(one)}>
                <strong>{one.name}</strong>
                <span>
                  {stateText(one)} · {one.imported.toLocaleString("en-US")} of {rowsInWords(one.total)} ·{" "}
                  {dateAndTime(one.startedAt, desk.clock.now())}
                </span>
              </button>
            </li>
          )}
        </For>
      </ul>
    </section>
  )
}

const Foot = (props: { readonly upload: RowUploader }) => {
  const desk = useDesk()
  const step = () => props.upload.step()
  const ready = () => props.upload.shown()?.ready ?? 0
  return (
    <Show when={step() !== "file"}>
      <footer class={styles.foot}>
        <p>
          <Switch>
            <Match when={step() === "match"}>Nothing is imported yet: the rows are checked first.</Match>
            <Match when={step() === "checked"}>
              Rows to fix are left out. You can upload them again later.
            </Match>
          </Switch>
        </p>
        <Switch>
          <Match when={step() === "match"}>
            <Button onClick={() => void props.upload.reset()}>Back</Button>
            <Button
              variant="primary"
              disabled={!props.upload.matched() || !desk.online()}
              onClick={() => void props.upload.send()}
            >
              Check {rowsInWords(props.upload.file()?.records.length ?? 0)}
            </Button>
          </Match>
          <Match when={step() === "checked"}>
            <Button onClick={() => void props.upload.reset()}>Back</Button>
            <Button
              variant="primary"
              disabled={ready() === 0 || !desk.online()}
              onClick={() => void props.upload.start()}
            >
              Import {rowsInWords(ready())}
            </Button>
          </Match>
          <Match when={step() === "sending" || step() === "running"}>
            <Button disabled={!desk.online()} onClick={() => void props.upload.stop()}>Stop</Button>
          </Match>
          <Match when={step() === "broken"}>
            <Button variant="primary" onClick={() => void props.upload.reset()}>Choose the file again</Button>
          </Match>
          <Match when={step() === "done"}>
            <Button onClick={() => void props.upload.reset()}>Done</Button>
          </Match>
        </Switch>
      </footer>
    </Show>
  )
}
