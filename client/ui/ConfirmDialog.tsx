import { AlertDialog } from "@kobalte/core/alert-dialog"
import { Button } from "./Button.tsx"
import { createFocusReturn } from "./createFocusReturn.ts"
import styles from "./Modal.module.css"

export interface ConfirmDialogProps {
  readonly title: string
  readonly text: string
  readonly action: string
  /** What it does cannot be undone: the button is red, and Cancel has the focus. */
  readonly danger?: boolean | undefined
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks before something that others notice; open as long as it is rendered. Import it lazily. */
export const ConfirmDialog = (props: ConfirmDialogProps) => {
  let main: HTMLButtonElement | undefined
  let cancel: HTMLButtonElement | undefined
  createFocusReturn()
  return (
    <AlertDialog open onOpenChange={(open) => open || props.onClose()}>
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
              const first = props.danger ? cancel : main
              first?.focus()
            }}
          >
            <header class={styles.header}>
              <AlertDialog.Title class={styles.title}>{props.title}</AlertDialog.Title>
            </header>
            <AlertDialog.Description class={styles.body}>{props.text}</AlertDialog.Description>
            <footer class={styles.footer}>
              <Button ref={cancel} onClick={() => props.onClose()}>Cancel</Button>
              <Button
                ref={main}
                variant={props.danger ? "danger" : "primary"}
                onClick={() => {
                  props.onConfirm()
                  props.onClose()
                }}
              >
                {props.action}
              </Button>
            </footer>
          </AlertDialog.Content>
        </div>
      </AlertDialog.Portal>
    </AlertDialog>
  )
}
