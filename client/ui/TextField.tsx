import { type JSX, splitProps } from "solid-js"
import { Field, type FieldProps } from "./Field.tsx"
import input from "./Input.module.css"

type InputProps = Omit<
  JSX.InputHTMLAttributes<HTMLInputElement>,
  "id" | "class" | "value" | "onInput" | "aria-describedby" | "aria-invalid"
>

export interface TextFieldProps extends Omit<FieldProps, "children">, InputProps {
  readonly "data-size"?: "large"
  readonly value: string
  readonly onInput: (text: string) => void
}

/** A field of one line; what else is said of it goes to the input. */
export const TextField = (props: TextFieldProps) => {
  const [field, own, rest] = splitProps(
    props,
    ["label", "optional", "hint", "error", "aside"],
    ["value", "onInput"],
  )
  return (
    <Field {...field}>
      {(control) => (
        <input
          {...rest}
          id={control.id}
          class={input.input}
          aria-describedby={control.describedBy}
          aria-invalid={control.invalid}
          value={own.value}
          onInput={(event) => own.onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}
