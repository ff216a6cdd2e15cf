import { Show } from "solid-js"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import type { RowUploader } from "./createRowUpload.ts"
import styles from "./Upload.module.css"

/** Why an upload does not go on, and how it does. */
export const UploadProblem = (props: { readonly upload: RowUploader }) => {
  const desk = useDesk()
  return (
    <Show when={props.upload.problem()}>
      {(text) => (
        <div class={styles.problem} role="alert">
          <p>{text()}</p>
          <Show when={props.upload.step() === "sending"}>
            <Button size="small" disabled={!desk.online()} onClick={() => void props.upload.send()}>
              Go on
            </Button>
          </Show>
        </div>
      )}
    </Show>
  )
}
