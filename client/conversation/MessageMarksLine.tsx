import { For, Show } from "solid-js"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { contactName } from "../contact/contactName.ts"
import type { MessageMarks } from "../../domain/conversation/messageMarks.ts"
import { clockTime, fullTime } from "../ui/DeskTime.ts"
import styles from "./MessageMarksLine.module.css"

/** What is said about a message, at its lower edge: reactions, and that the customer changed or took it back. */
export const MessageMarksLine = (props: { readonly marks: MessageMarks; readonly row: InboxRow }) => {
  const name = (by: "in" | "out") => by === "in" ? contactName(props.row) : "Us"
  return (
    <p class={styles.marks}>
      <For each={props.marks.reactions}>
        {({ by, emoji }) => (
          <span
            class={styles.reaction}
            role="img"
            aria-label={`${name(by)} reacted ${emoji}`}
            data-tooltip={name(by)}
          >
            {emoji}
          </span>
        )}
      </For>
      <Show when={props.marks.deletedAt ?? props.marks.edited?.at}>
        {(at) => (
          <time class={styles.words} data-tooltip={fullTime(at())}>
            {props.marks.deletedAt === null ? "Edited" : "Deleted"} {clockTime(at())}
          </time>
        )}
      </Show>
    </p>
  )
}
