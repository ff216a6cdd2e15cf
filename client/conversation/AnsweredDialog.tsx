import type { MessageItem } from "../../domain/conversation/TimelineItem.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { QuestionDialog } from "../ui/QuestionDialog.tsx"

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
    <QuestionDialog
      title={`${author()} answered while you typed`}
      text={`“${props.answer.text}” Send yours too?`}
      first={() => edit}
      onClose={() => props.onEdit()}
    >
      <Button variant="ghost" onClick={() => props.onDiscard()}>Discard</Button>
      <Button onClick={() => props.onSend()}>Send anyway</Button>
      <Button ref={edit} variant="primary" onClick={() => props.onEdit()}>Edit</Button>
    </QuestionDialog>
  )
}
