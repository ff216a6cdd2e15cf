import X from "lucide-solid/icons/x"
import { For, Show } from "solid-js"
import { sizeText } from "../../domain/media/mediaProblem.ts"
import { IconButton } from "../ui/IconButton.tsx"
import styles from "./AttachmentTray.module.css"
import type { Uploads } from "./createUploads.ts"
import { fileLetters } from "../../domain/media/fileKind.ts"

/** The files that go with the message that is being written. */
export const AttachmentTray = (props: { readonly uploads: Uploads }) => (
  <>
    <ul class={styles.tray} aria-label="Files of this message">
      <For each={props.uploads.files()}>
        {(file) => (
          <li class={styles.file} data-problem={file.problem !== null}>
            <Show
              when={file.preview}
              fallback={
                <span class={styles.letters} aria-hidden="true">{fileLetters(file.name, file.type)}</span>
              }
            >
              {(preview) => <img class={styles.picture} src={preview()} alt="" />}
            </Show>
            <span class={styles.lines}>
              <strong>{file.name}</strong>
              <span>
                {file.upload === null && file.problem === null
                  ? `${Math.round(file.progress * 100)} % of ${sizeText(file.size)}`
                  : sizeText(file.size)}
              </span>
            </span>
            <IconButton label={`Remove ${file.name}`} onClick={() => props.uploads.remove(file.id)}>
              <X />
            </IconButton>
            <Show when={file.upload === null && file.problem === null}>
              <span
                class={styles.bar}
                role="progressbar"
                aria-label={file.name}
                aria-valuenow={Math.round(file.progress * 100)}
                style={{ width: `${file.progress * 100}%` }}
              />
            </Show>
          </li>
        )}
      </For>
    </ul>
    <Show when={props.uploads.problem()}>
      {(problem) => <p class={styles.problem} role="alert">{problem()}</p>}
    </Show>
  </>
)
