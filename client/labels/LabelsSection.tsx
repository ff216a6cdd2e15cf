import { For, Show } from "solid-js"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { labelsOf } from "./labelsOf.ts"
import styles from "./LabelsSection.module.css"
import { LabelTag } from "./LabelTag.tsx"

/** The labels of the open conversation, and the way to change them (LIFE-3). */
export const LabelsSection = (props: { readonly row: InboxRow }) => {
  const desk = useDesk()
  const screen = useScreen()
  const labels = () => labelsOf(props.row, desk.directory().labels)
  return (
    <section class={styles.section} aria-label="Labels">
      <div class={styles.line}>
        <h3 class={styles.heading}>Labels</h3>
        <Button
          variant="link"
          aria-haspopup="dialog"
          data-tooltip="Labels"
          data-tooltip-key="L"
          disabled={!desk.online()}
          onClick={() => screen.setDialog("labels")}
        >
          {labels().length === 0 ? "Add label" : "Edit labels"}
        </Button>
      </div>
      <Show when={labels().length > 0}>
        <ul class={styles.labels}>
          <For each={labels()}>
            {(label) => (
              <li>
                <LabelTag label={label} />
              </li>
            )}
          </For>
        </ul>
      </Show>
    </section>
  )
}
