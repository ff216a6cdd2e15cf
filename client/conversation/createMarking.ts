import { Result } from "effect"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { unreadIn } from "../../domain/inbox/InboxView.ts"
import { contactName } from "../contact/contactName.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { useToast } from "../ui/Toaster.tsx"
import { problemText } from "./problemText.ts"

export interface Marking {
  /** Marks one's own unread or read; in Team Inbox it asks first, since it is another's (READ-3). */
  readonly toggle: (row: InboxRow) => void
  /** Does it in the inbox of the owner, after that question. */
  readonly toggleForOwner: (row: InboxRow) => void
}

export const createMarking = (): Marking => {
  const desk = useDesk()
  const screen = useScreen()
  const toast = useToast()

  const mark = async (row: InboxRow, user: InboxRow["owner"]) => {
    if (user === null) return
    const unread = unreadIn(screen.view(), row) > 0
    if (!unread && row.id === screen.open()) screen.setKeptUnread(true)
    const answer = unread
      ? await desk.markRead(row.id, row.lastSeq, user)
      : await desk.markUnread(row.id, user)
    if (Result.isFailure(answer)) {
      return void toast({ title: "Not saved", text: problemText(answer.failure), error: true })
    }
    toast({ title: unread ? "Marked read" : "Marked unread", text: contactName(row) })
  }

  return {
    toggle: (row) => {
      if (screen.view()._tag === "Team") screen.setDialog("markUnread")
      else void mark(row, desk.directory().me.id)
    },
    toggleForOwner: (row) => void mark(row, row.owner),
  }
}
