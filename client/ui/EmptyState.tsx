import type { JSX } from "solid-js"
import styles from "./EmptyState.module.css"

export interface EmptyStateProps {
  readonly icon: JSX.Element
  readonly tone: "neutral" | "success" | "danger"
  readonly title: string
  readonly text?: string | undefined
  /** The one thing to do about it. */
  readonly children?: JSX.Element
}

export const EmptyState = (props: EmptyStateProps) => (
  <div class={styles.empty}>
    <span class={styles.icon} data-tone={props.tone} aria-hidden="true">{props.icon}</span>
    <p class={styles.title}>{props.title}</p>
    <p class={styles.text}>{props.text}</p>
    <div class={styles.actions}>{props.children}</div>
  </div>
)
