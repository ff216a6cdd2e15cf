import { Result } from "effect"
import { mayPin } from "../../domain/conversation/ConversationAccess.ts"
import { contactName } from "../contact/contactName.ts"
import { problemText } from "../conversation/problemText.ts"
import type { AsideParts } from "./putAside.ts"

/** The open conversation to the top of its inbox, or no longer there (LIFE-1). */
export const togglePin = async ({ desk, screen, toast }: AsideParts): Promise<void> => {
  const open = screen.open()
  const row = open === null ? undefined : desk.rows.peek(open)
  if (!row || !desk.online() || !mayPin(row, desk.directory().me)) return
  const pinned = row.pinned !== true
  const answer = await desk.link.askLive((client) => client["Conversation.pin"]({ id: row.id, pinned }))
  if (Result.isFailure(answer)) {
    return void toast({ title: "Not saved", text: problemText(answer.failure), error: true })
  }
  desk.rows.put(answer.success)
  toast({ title: pinned ? "Pinned to the top of My Inbox" : "Unpinned", text: contactName(row) })
}
