import Info from "lucide-solid/icons/info"
import TriangleAlert from "lucide-solid/icons/triangle-alert"
import { type JSX, Show } from "solid-js"
import styles from "./MessageNote.module.css"

export interface MessageNoteProps {
  readonly tone: "quiet" | "warn" | "danger"
  /** Begins the sentence: "Not sent." */
  readonly lead?: string | undefined
  readonly text: string
  /** What can be done about it. */
  readonly children?: JSX.Element
}

/** What happened to a message and what to do, next to it. */
export const MessageNote = (props: MessageNoteProps) => (
  <div class={styles.note} data-tone={props.tone} role={props.tone === "danger" ? "alert" : undefined}>
    <Show when={props.tone !== "quiet"}>
      <Show when={props.tone === "danger"} fallback={<Info aria-hidden="true" />}>
        <TriangleAlert aria-hidden="true" />
      </Show>
    </Show>
    <div>
      <p>
        <Show when={props.lead}>{(lead) => <strong>{lead()}</strong>}</Show>
        {props.lead ? ` ${props.text}` : props.text}
      </p>
      <div class={styles.actions}>{props.children}</div>
    </div>
  </div>
)
