import CircleAlert from "lucide-solid/icons/circle-alert"
import { createUniqueId, type JSX, Show } from "solid-js"
import styles from "./Field.module.css"

/** What the control inside needs to be named and described. */
export interface FieldControl {
  readonly id: string
  readonly describedBy: string | undefined
  readonly invalid: boolean
}

export interface FieldProps {
  readonly label: string
  readonly optional?: boolean | undefined
  readonly hint?: JSX.Element
  /** Takes the place of the hint. */
  readonly error?: string | null | undefined
  /** Stands at the end of the label's line; in the order of keys it comes after the control. */
  readonly aside?: JSX.Element
  readonly children: (control: FieldControl) => JSX.Element
}

export const Field = (props: FieldProps) => {
  const id = createUniqueId()
  const control: FieldControl = {
    id,
    get describedBy() {
      return props.error || props.hint ? `${id}-note` : undefined
    },
    get invalid() {
      return Boolean(props.error)
    },
  }
  return (
    <div class={styles.field}>
      <div class={styles.labelLine}>
        <label for={id} class={styles.label}>
          {props.label}
          <Show when={props.optional}>
            <span class={styles.optional}>&nbsp;optional</span>
          </Show>
        </label>
      </div>
      {props.children(control)}
      <Show when={props.aside}>
        <div class={styles.aside}>{props.aside}</div>
      </Show>
      <div id={`${id}-note`} class={styles.note}>
        <Show when={props.error} fallback={props.hint}>
          {(error) => (
            <span class={styles.error} role="alert">
              <CircleAlert aria-hidden="true" />
              {error()}
            </span>
          )}
        </Show>
      </div>
    </div>
  )
}
