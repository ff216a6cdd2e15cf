import { type JSX, Show } from "solid-js"
import styles from "./SettingsIntro.module.css"

export interface SettingsIntroProps {
  readonly title: string
  readonly text: JSX.Element
  /** The buttons at the end of the line. */
  readonly children?: JSX.Element
}

/** The head of a settings page: what it is for, in a sentence. */
export const SettingsIntro = (props: SettingsIntroProps) => (
  <header class={styles.intro}>
    <div class={styles.words}>
      <h2 class={styles.title}>{props.title}</h2>
      <p class={styles.text}>{props.text}</p>
    </div>
    <Show when={props.children}>
      <div class={styles.actions}>{props.children}</div>
    </Show>
  </header>
)
