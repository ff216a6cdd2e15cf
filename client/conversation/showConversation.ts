import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { belongsIn, type InboxView } from "../../domain/inbox/InboxView.ts"
import type { Screen } from "../inbox/createScreen.ts"
import type { Desk } from "../sync/createDesk.ts"

/** Where a conversation opens: in the inbox that is shown where it is in it, else in the first of one's own that has it. */
export const viewOf = (desk: Pick<Desk, "directory">, screen: Screen, row: InboxRow): InboxView => {
  const views: ReadonlyArray<InboxView> = [screen.view(), { _tag: "Mine" }]
  const me = desk.directory().me.id
  return views.find((view) => belongsIn(view, row, me)) ?? { _tag: "Sent" }
}

/** Opens a conversation there. */
export const showConversation = (desk: Pick<Desk, "directory">, screen: Screen, row: InboxRow): void =>
  screen.go(viewOf(desk, screen, row), row.id)
