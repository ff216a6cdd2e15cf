import { AlertDialog } from "@kobalte/core/alert-dialog"
import type { MessageItem } from "../../domain/conversation/TimelineItem.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import styles from "../ui/Modal.module.css"

export interface AnsweredDialogProps {
  /** What someone else sent meanwhile. */
  readonly answer: MessageItem
  readonly onSend: () => void
  readonly onEdit: () => void
  readonly onDiscard: () => void
}

/** Someone answered while one typed: what is written is sent, changed or given up (ASSIGN-5). */
export const AnsweredDialog = (props: AnsweredDialogProps) => {
  const desk = useDesk()
  let edit: HTMLButtonElement | undefined
  const author = () => (props.answer.author && desk.user(props.answer.author)?.name) || "Someone"
  return (
    <AlertDialog open onOpenChange={(open) => open || props.onEdit()}>
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
              edit?.focus()
            }}
          >
            <header class={styles.header}>
              <AlertDialog.Title class={styles.title}>{author()} answered while you typed</AlertDialog.Title>
            </header>
            <AlertDialog.Description class={styles.body}>
              “{props.answer.text}” Send yours too?
            </AlertDialog.Description>
            <footer class={styles.footer}>
              <Button variant="ghost" onClick={() => props.onDiscard()}>Discard</Button>
              <Button onClick={() => props.onSend()}>Send anyway</Button>
              <Button ref={edit} variant="primary" onClick={() => props.onEdit()}>Edit</Button>
            </footer>
          </AlertDialog.Content>
        </div>
      </AlertDialog.Portal>
    </AlertDialog>
  )
}
