import { createUniqueId, Show } from "solid-js"
import styles from "./Switch.module.css"

export interface SwitchProps {
  readonly label: string
  readonly hint?: string | undefined
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

/** On or off at once, without a Save: its label stands to the left. */
export const Switch = (props: SwitchProps) => {
  const id = createUniqueId()
  return (
    <div class={styles.line}>
      <label class={styles.label} for={id}>
        {props.label}
        <Show when={props.hint}>{(hint) => <span id={`${id}-hint`} class={styles.hint}>{hint()}</span>}</Show>
      </label>
      <input
        id={id}
        class={styles.switch}
        type="checkbox"
        role="switch"
        checked={props.checked}
        aria-describedby={props.hint ? `${id}-hint` : undefined}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
    </div>
  )
}
