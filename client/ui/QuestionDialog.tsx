// By their own names, as in `Modal`.
import * as AlertDialog from "@kobalte/core/alert-dialog"
import type { JSX } from "solid-js"
import styles from "./Modal.module.css"

export interface QuestionDialogProps {
  readonly title: string
  readonly text: string
  /** The button that has the focus when the question appears. */
  readonly first: () => HTMLButtonElement | undefined
  /** Escape: the answer that changes nothing. */
  readonly onClose: () => void
  /** The answers, as buttons. */
  readonly children: JSX.Element
}

/** The frame of a question that must be answered; open as long as it is rendered. Import it lazily. */
export const QuestionDialog = (props: QuestionDialogProps) => (
  <AlertDialog.Root
    open
    onOpenChange={(open) => open || props.onClose()}
  >
    <AlertDialog.Portal>
      <AlertDialog.Overlay class={styles.scrim} />
      <div class={styles.centre}>
        <AlertDialog.Content
          class={styles.dialog}
          data-sheet="never"
          style={{ "--width": "420px" }}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onOpenAutoFocus={(event) => {
            event.preventDefault()
            props.first()?.focus()
          }}
        >
          <header class={styles.header}>
            <AlertDialog.Title class={styles.title}>{props.title}</AlertDialog.Title>
          </header>
          <AlertDialog.Description class={styles.body}>{props.text}</AlertDialog.Description>
          <footer class={styles.footer}>{props.children}</footer>
        </AlertDialog.Content>
      </div>
    </AlertDialog.Portal>
  </AlertDialog.Root>
)
