import { Button } from "./Button.tsx"
import { createFocusReturn } from "./createFocusReturn.ts"
import { QuestionDialog } from "./QuestionDialog.tsx"

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
    <QuestionDialog
      title={props.title}
      text={props.text}
      first={() => props.danger ? cancel : main}
      onClose={() => props.onClose()}
    >
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
    </QuestionDialog>
  )
}
