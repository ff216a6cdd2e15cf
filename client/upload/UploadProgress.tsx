import { For, Match, Show, Switch } from "solid-js"
import { type RowUpload, settledRows } from "../../domain/upload/RowUpload.ts"
import type { RowUploader } from "./createRowUpload.ts"
import { rowsInWords } from "./rowsInWords.ts"
import styles from "./Upload.module.css"

/** What became of some of the rows. */
export interface UploadPart {
  readonly tone: "imported" | "ready" | "known" | "refused"
  readonly count: number
  readonly word: string
}

interface UploadProgressProps {
  readonly upload: RowUploader
  readonly shown: RowUpload
  readonly parts: ReadonlyArray<UploadPart>
}

/** How far it is, of what. */
const progressOf = (shown: RowUpload): { readonly label: string; readonly value: number } => {
  const settled = settledRows(shown)
  if (shown.state === "receiving") return { label: "Rows sent", value: shown.received }
  if (shown.state === "checking") return { label: "Rows checked", value: settled + shown.ready }
  return { label: "Rows imported", value: settled }
}

/** How far an upload is, and what became of its rows. */
export const UploadProgress = (props: UploadProgressProps) => {
  const moving = () => props.upload.step() === "sending" || props.upload.step() === "running"
  return (
    <Show
      when={props.upload.step() !== "broken"}
      fallback={
        <p role="alert">
          The file did not arrive whole: the tab that sent it was closed. Nothing was imported. Choose it
          again.
        </p>
      }
    >
      <Show
        when={moving()}
        fallback={
          <div class={styles.bar} aria-hidden="true">
            <For each={props.parts}>
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
          aria-label={progressOf(props.shown).label}
          max={props.shown.total}
          value={progressOf(props.shown).value}
        />
      </Show>
      <Stage upload={props.upload} shown={props.shown} />
      <ul class={styles.counts} aria-live={moving() ? "off" : "polite"}>
        <For each={props.parts}>
          {(part) => (
            <li data-tone={part.tone}>
              <strong>{part.count.toLocaleString("en-US")}</strong> {part.word}
            </li>
          )}
        </For>
      </ul>
    </Show>
  )
}

/** What one may do meanwhile, and what did not become of it. */
const Stage = (props: Omit<UploadProgressProps, "parts">) => {
  const left = () => rowsInWords(props.shown.total - settledRows(props.shown))
  return (
    <p class={styles.stage} aria-live="polite">
      <Switch>
        <Match when={props.upload.step() === "sending"}>
          Sending the rows. Keep {props.upload.file() ? "this tab" : "the tab that sends them"}{" "}
          open until they have arrived.
        </Match>
        <Match when={props.upload.step() === "running"}>
          You can close this or go elsewhere: it goes on by itself.
        </Match>
        <Match when={props.shown.state === "stopped"}>
          Stopped: {left()} were not imported. What was imported stays.
        </Match>
        <Match when={props.shown.state === "failed"}>
          {left()} could not be written. Import the file again: what is there already stays as it is.
        </Match>
      </Switch>
    </p>
  )
}
