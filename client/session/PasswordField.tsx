import Eye from "lucide-solid/icons/eye"
import EyeOff from "lucide-solid/icons/eye-off"
import { createSignal, type JSX, Show } from "solid-js"
import { Field } from "../ui/Field.tsx"
import { IconButton } from "../ui/IconButton.tsx"
import input from "../ui/Input.module.css"
import styles from "./SignInPage.module.css"

export interface PasswordFieldProps {
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
  /** A new one is offered to be made and kept by the browser. */
  readonly kind: "current-password" | "new-password"
  readonly hint?: string
  readonly error: string | null
  readonly aside?: JSX.Element
  readonly ref?: (element: HTMLInputElement) => void
}

/** A password, which can be looked at while it is typed. */
export const PasswordField = (props: PasswordFieldProps) => {
  const [visible, setVisible] = createSignal(false)
  return (
    <Field label={props.label} error={props.error} hint={props.hint} aside={props.aside}>
      {(control) => (
        <div class={styles.password}>
          <input
            ref={(element) => props.ref?.(element)}
            id={control.id}
            class={input.input}
            data-size="large"
            type={visible() ? "text" : "password"}
            name="password"
            autocomplete={props.kind}
            value={props.value}
            onInput={(event) => props.onInput(event.currentTarget.value)}
            aria-invalid={control.invalid}
            aria-describedby={control.describedBy}
          />
          <IconButton
            label={visible() ? "Hide password" : "Show password"}
            class={styles.eye}
            onClick={() => setVisible((before) => !before)}
          >
            <Show when={visible()} fallback={<Eye />}>
              <EyeOff />
            </Show>
          </IconButton>
        </div>
      )}
    </Field>
  )
}
