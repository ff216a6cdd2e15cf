import Download from "lucide-solid/icons/download"
import { Result } from "effect"
import { createEffect, createSignal, For, Match, on, Show, Switch } from "solid-js"
import {
  type ContactImport,
  importedSoFar,
  importPageMax,
  isImportUnderWay,
  type RefusedRow,
} from "../../domain/contact/ContactImport.ts"
import { csvLine, guardFormula } from "../../domain/contact/Csv.ts"
import { problemText } from "../conversation/problemText.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { CsvFileLine } from "../ui/CsvFields.tsx"
import { useToast } from "../ui/Toaster.tsx"
import styles from "./ImportDialog.module.css"
import type { ContactImporter } from "./createContactImport.ts"
import { faultWords } from "./faultWords.ts"
import { rowsInWords } from "./rowsInWords.ts"
import { saveFile } from "./saveFile.ts"

const refusedShownMax = 100

/** How far an import is, what became of its rows, and which are to be fixed. */
export const ImportProgress = (
  props: { readonly imports: ContactImporter; readonly shown: ContactImport },
) => {
  const step = () => props.imports.step()
  const moving = () => step() === "sending" || step() === "running"
  const counts = () =>
    [
      ["created", "created", props.shown.created],
      ["updated", "updated", props.shown.updated],
      ["known", "known already", props.shown.known],
      ["refused", "to fix", props.shown.refused],
    ] as const
  return (
    <>
      <CsvFileLine name={props.shown.name} rows={rowsInWords(props.shown.total)} />
      <Show
        when={step() !== "broken"}
        fallback={
          <p role="alert">
            The file did not arrive whole: the tab that sent it was closed. Nothing was imported. Choose it
            again.
          </p>
        }
      >
        <progress
          class={styles.progress}
          aria-label={step() === "sending" ? "Rows sent" : "Rows imported"}
          max={props.shown.total}
          value={step() === "sending" ? props.shown.received : importedSoFar(props.shown)}
        />
        <p class={styles.stage} aria-live="polite">
          <Switch>
            <Match when={step() === "sending"}>
              Sending the rows. Keep {props.imports.file() ? "this tab" : "the tab that sends them"}{" "}
              open until they have arrived.
            </Match>
            <Match when={step() === "running"}>
              You can close this or go elsewhere: it goes on by itself.
            </Match>
            <Match when={props.shown.state === "stopped"}>
              Stopped: {rowsInWords(props.shown.total - importedSoFar(props.shown))}{" "}
              were not looked at. What was imported stays.
            </Match>
            <Match when={props.shown.state === "failed"}>
              {rowsInWords(props.shown.total - importedSoFar(props.shown))}{" "}
              could not be written. Import the file again: what is there already stays as it is.
            </Match>
          </Switch>
        </p>
        <dl class={styles.counts} aria-live={moving() ? "off" : "polite"}>
          <For each={counts()}>
            {([tag, word, count]) => (
              <div data-tag={tag}>
                <dt>{word}</dt>
                <dd>{count.toLocaleString("en-US")}</dd>
              </div>
            )}
          </For>
        </dl>
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
          <Refused shown={props.shown} />
        </Show>
      </Show>
    </>
  )
}

/** The first rows to fix; all of them, as they stand in the file, can be downloaded with what to do. */
const Refused = (props: { readonly shown: ContactImport }) => {
  const desk = useDesk()
  const toast = useToast()
  const [rows, setRows] = createSignal<ReadonlyArray<RefusedRow>>([])
  const [busy, setBusy] = createSignal(false)
  const fetch = (after: number, limit: number) =>
    desk.link.ask((client) => client["ContactImport.refused"]({ id: props.shown.id, after, limit }))

  createEffect(on([() => props.shown.id, () => props.shown.refused, desk.online], async ([id], before) => {
    const same = before?.[0] === id
    if (same && rows().length >= refusedShownMax) return
    const answer = await fetch(0, refusedShownMax)
    if (Result.isSuccess(answer) && props.shown.id === id) setRows(answer.success.rows)
  }))

  const linesAfter = async (after: number): Promise<Result.Result<ReadonlyArray<string>, string>> => {
    const answer = await fetch(after, importPageMax)
    if (Result.isFailure(answer)) return Result.fail(problemText(answer.failure))
    const { heads, rows } = answer.success
    const lines = rows.map(({ fields, reason }) => csvLine([...fields, reason].map(guardFormula)))
    const head = after === 0 ? ["\uFEFF", csvLine([...heads, "Reason"])] : []
    const last = rows.at(-1)
    if (!last || rows.length < importPageMax) return Result.succeed([...head, ...lines])
    return Result.map(await linesAfter(last.line), (rest) => [...head, ...lines, ...rest])
  }
  const download = async () => {
    setBusy(true)
    const lines = await linesAfter(0)
    setBusy(false)
    if (Result.isSuccess(lines)) saveFile("contacts-to-fix.csv", "text/csv;charset=utf-8", lines.success)
    else toast({ title: "The rows were not downloaded", text: lines.failure, error: true })
  }

  return (
    <>
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
            <For each={rows()}>
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
      <Show when={!isImportUnderWay(props.shown) && rows().length > 0}>
        <Button
          class={styles.download}
          busy={busy() ? "Collecting" : undefined}
          disabled={!desk.online()}
          onClick={() => void download()}
        >
          <Download />
          Download the {rowsInWords(props.shown.refused)} to fix
        </Button>
      </Show>
    </>
  )
}
