import { type JSX, Show, splitProps } from "solid-js"
import styles from "./Button.module.css"

export interface ButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement> {
  /** Default: secondary. */
  readonly variant?: "primary" | "secondary" | "ghost" | "danger" | "link" | undefined
  /** 28, 32 or 40 px high. Default: medium. */
  readonly size?: "small" | "medium" | "large" | undefined
  /** While busy: what is being done, as "Sending"; the button keeps its width and takes no clicks. */
  readonly busy?: string | undefined
}

export const Button = (props: ButtonProps) => {
  const [own, rest] = splitProps(props, ["variant", "size", "busy", "class", "children", "onClick", "type"])
  return (
    <button
      {...rest}
      type={own.type ?? "button"}
      class={`${styles.button} ${own.class ?? ""}`}
      data-variant={own.variant ?? "secondary"}
      data-size={own.size ?? "medium"}
      aria-busy={own.busy !== undefined}
      onClick={(event) => {
        if (own.busy === undefined && typeof own.onClick === "function") own.onClick(event)
      }}
    >
      <Show when={own.busy} fallback={own.children}>
        {(label) => (
          <>
            <span class={styles.spinner} aria-hidden="true" />
            {label()}
          </>
        )}
      </Show>
    </button>
  )
}
