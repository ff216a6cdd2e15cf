import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { belongsIn, type InboxView } from "../../domain/inbox/InboxView.ts"
import type { Screen } from "../inbox/createScreen.ts"
import type { Desk } from "../sync/createDesk.ts"

/** Opens a conversation in the inbox that is shown where it is in it, else in the first of one's own that has it. */
export const showConversation = (desk: Pick<Desk, "directory">, screen: Screen, row: InboxRow): void => {
  const views: ReadonlyArray<InboxView> = [screen.view(), { _tag: "Mine" }]
  const me = desk.directory().me.id
  screen.go(views.find((view) => belongsIn(view, row, me)) ?? { _tag: "Sent" }, row.id)
}
