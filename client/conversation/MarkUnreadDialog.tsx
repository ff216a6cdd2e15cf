import { Show } from "solid-js"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { contactName } from "../contact/contactName.ts"
import { useDesk } from "../sync/createDesk.ts"
import { ConfirmDialog } from "../ui/ConfirmDialog.tsx"
import { createMarking } from "./createMarking.ts"

/** Read state in Team Inbox is another's: it is changed only on purpose (READ-3). */
export const MarkUnreadDialog = (props: { readonly id: ConversationId; readonly onClose: () => void }) => {
  const desk = useDesk()
  const marking = createMarking()
  const owner = (row: InboxRow) => (row.owner && desk.user(row.owner)?.name) || "the owner"
  const action = (row: InboxRow) => row.ownerUnread > 0 ? "Mark read" : "Mark unread"
  return (
    <Show when={desk.rows.get(props.id)}>
      {(row) => (
        <ConfirmDialog
          title={`${action(row())} for ${owner(row())}?`}
          text={`The conversation with ${contactName(row())} will show as ${
            row().ownerUnread > 0 ? "read" : "unread"
          } in ${owner(row())}’s inbox.`}
          action={action(row())}
          onConfirm={() => marking.toggleForOwner(row())}
          onClose={() => props.onClose()}
        />
      )}
    </Show>
  )
}
