import { Match, Show, Switch } from "solid-js"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { Modal } from "../ui/Modal.tsx"
import styles from "./ImportDialog.module.css"
import type { ContactImporter } from "./createContactImport.ts"
import { ChooseFile, MatchColumns } from "./ImportFile.tsx"
import { ImportProgress } from "./ImportProgress.tsx"
import { rowsInWords } from "./rowsInWords.ts"

export interface ImportDialogProps {
  readonly imports: ContactImporter
  readonly onClose: () => void
}

/** Choose a file, match its columns, import, and see what became of the rows. It may be closed at any time. */
export const ImportDialog = (props: ImportDialogProps) => {
  const desk = useDesk()
  const imports = () => props.imports
  return (
    <Modal
      title="Import contacts"
      width={580}
      onClose={() => props.onClose()}
      footer={<Buttons imports={props.imports} onClose={props.onClose} />}
    >
      <Switch>
        <Match when={imports().step() === "file"}>
          <ChooseFile imports={imports()} />
        </Match>
        <Match when={imports().step() === "match"}>
          <MatchColumns imports={imports()} />
        </Match>
        <Match when={imports().shown()}>
          {(shown) => <ImportProgress imports={imports()} shown={shown()} />}
        </Match>
      </Switch>
      <Show when={imports().problem()}>
        {(text) => (
          <div class={styles.problem} role="alert">
            <p>{text()}</p>
            <Show when={imports().step() === "sending"}>
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

const Buttons = (props: ImportDialogProps) => {
  const desk = useDesk()
  const imports = () => props.imports
  const matched = () => imports().columns().phones >= 0 && imports().columns().name >= 0
  return (
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
          Import {rowsInWords(imports().file()?.records.length ?? 0)}
        </Button>
      </Match>
      <Match when={imports().step() === "broken"}>
        <Button variant="primary" onClick={() => imports().reset()}>Choose the file again</Button>
      </Match>
      <Match when={imports().step() === "sending" || imports().step() === "running"}>
        <Button disabled={!desk.online()} onClick={() => void imports().stop()}>Stop</Button>
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
  )
}
