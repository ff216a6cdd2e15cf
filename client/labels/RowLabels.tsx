import { For, Show } from "solid-js"
import type { Label } from "../../domain/label/Label.ts"
import { LabelTag } from "./LabelTag.tsx"
import styles from "./LabelTag.module.css"

/** So many are drawn on a row; of more how many there are. */
const drawnMax = 2

export const RowLabels = (props: { readonly labels: ReadonlyArray<Label> }) => (
  <Show when={props.labels.length > 0}>
    <span
      class={styles.row}
      data-tooltip={props.labels.map(({ name }) =>
        name
      ).join(", ")}
    >
      <For each={props.labels.slice(0, drawnMax)}>{(label) => <LabelTag label={label} />}</For>
      <Show when={props.labels.length > drawnMax}>
        <span class={styles.more}>+{props.labels.length - drawnMax}</span>
      </Show>
    </span>
  </Show>
)
