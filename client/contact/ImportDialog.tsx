import { Match, Switch } from "solid-js"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { Modal } from "../ui/Modal.tsx"
import type { RowUploader } from "../upload/createRowUpload.ts"
import { ChooseFile, MatchColumns } from "../upload/MatchColumns.tsx"
import { rowsInWords } from "../upload/rowsInWords.ts"
import { UploadProblem } from "../upload/UploadProblem.tsx"
import styles from "./ImportDialog.module.css"
import { ImportProgress } from "./ImportProgress.tsx"

export interface ImportDialogProps {
  readonly upload: RowUploader
  readonly onClose: () => void
}

/** Choose a file, match its columns, import, and see what became of the rows. It may be closed at any time. */
export const ImportDialog = (props: ImportDialogProps) => (
  <Modal
    title="Import contacts"
    width={580}
    onClose={() => props.onClose()}
    footer={<Buttons upload={props.upload} onClose={props.onClose} />}
  >
    <div class={styles.body}>
      <Switch>
        <Match when={props.upload.step() === "file"}>
          <ChooseFile upload={props.upload} />
        </Match>
        <Match when={props.upload.step() === "match"}>
          <MatchColumns upload={props.upload} />
        </Match>
        <Match when={props.upload.shown()}>
          {(shown) => <ImportProgress upload={props.upload} shown={shown()} />}
        </Match>
      </Switch>
      <UploadProblem upload={props.upload} />
    </div>
  </Modal>
)

const Buttons = (props: ImportDialogProps) => {
  const desk = useDesk()
  const upload = () => props.upload
  return (
    <Switch>
      <Match when={upload().step() === "file"}>
        <Button onClick={() => props.onClose()}>Cancel</Button>
      </Match>
      <Match when={upload().step() === "match"}>
        <Button onClick={() => void upload().reset()}>Replace file</Button>
        <Button
          variant="primary"
          disabled={!upload().matched() || !desk.online()}
          onClick={() => void upload().send()}
        >
          Import {rowsInWords(upload().file()?.records.length ?? 0)}
        </Button>
      </Match>
      <Match when={upload().step() === "broken"}>
        <Button variant="primary" onClick={() => void upload().reset()}>Choose the file again</Button>
      </Match>
      <Match when={upload().step() === "sending" || upload().step() === "running"}>
        <Button disabled={!desk.online()} onClick={() => void upload().stop()}>Stop</Button>
        <Button onClick={() => props.onClose()}>Go on in the background</Button>
      </Match>
      <Match when={upload().step() === "done"}>
        <Button onClick={() => void upload().reset()}>Import another file</Button>
        <Button
          variant="primary"
          onClick={() => {
            void upload().reset()
            props.onClose()
          }}
        >
          Done
        </Button>
      </Match>
    </Switch>
  )
}
