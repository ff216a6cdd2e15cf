import { useDesk } from "../sync/createDesk.ts"
import { ConfirmDialog } from "../ui/ConfirmDialog.tsx"
import { contactName } from "../contact/contactName.ts"
import { createBulkActions, inWords } from "./createBulkActions.ts"
import { useScreen } from "./createScreen.ts"

/** Read state in Team Inbox is another's: that of several conversations, too, is changed only on purpose (READ-3). */
export const MarkSelectedDialog = (props: { readonly read: boolean; readonly onClose: () => void }) => {
  const desk = useDesk()
  const screen = useScreen()
  const actions = createBulkActions()
  const { selection } = screen
  const user = () => {
    const view = screen.view()
    return view._tag === "Team" ? desk.user(view.userId) : undefined
  }
  const owner = () => user()?.name ?? "the owner"
  const state = () => props.read ? "read" : "unread"
  const what = () => {
    const [row] = selection.rows()
    const one = selection.count() === 1 && row
    return one ? `The conversation with ${contactName(one)}` : inWords(selection.count())
  }
  return (
    <ConfirmDialog
      title={`Mark ${state()} for ${owner()}?`}
      text={`${what()} will show as ${state()} in ${owner()}’s inbox.`}
      action={`Mark ${state()}`}
      onConfirm={() => {
        const target = user()
        if (target) void actions.mark(props.read, target.id)
      }}
      onClose={() => props.onClose()}
    />
  )
}
