import type { JSX } from "solid-js"
import styles from "./Tag.module.css"

export interface TagProps {
  readonly tone: "neutral" | "accent" | "bot" | "warn" | "danger" | "success" | "sms" | "whatsapp"
  readonly children: JSX.Element
}

export const Tag = (props: TagProps) => (
  <span class={styles.tag} data-tone={props.tone}>{props.children}</span>
)
