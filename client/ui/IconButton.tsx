import { type JSX, splitProps } from "solid-js"
import styles from "./IconButton.module.css"

export interface IconButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement> {
  /** Its name, also shown as the tooltip. */
  readonly label: string
  /** The key that does the same, shown in the tooltip. */
  readonly shortcut?: string | undefined
}

export const IconButton = (props: IconButtonProps) => {
  const [own, rest] = splitProps(props, ["label", "shortcut", "class", "type"])
  return (
    <button
      {...rest}
      type={own.type ?? "button"}
      class={`${styles.iconButton} ${own.class ?? ""}`}
      aria-label={own.label}
      data-tooltip={own.label}
      data-tooltip-key={own.shortcut}
    />
  )
}
