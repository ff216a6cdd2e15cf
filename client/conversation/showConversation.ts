import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { belongsIn, type InboxView } from "../../domain/inbox/InboxView.ts"
import type { Screen } from "../inbox/createScreen.ts"
import type { Desk } from "../sync/createDesk.ts"

type People = Pick<Desk, "directory" | "user">

/** Where a conversation opens: in the inbox that is shown where it is in it, else in the first that has it: one's own, or for admins its owner's. */
export const viewOf = (desk: People, screen: Screen, row: InboxRow): InboxView => {
  const { me } = desk.directory()
  const views: ReadonlyArray<InboxView> = [screen.view(), { _tag: "Mine" }, { _tag: "Sent" }]
  const own = views.find((view) => belongsIn(view, row, me.id))
  if (own) return own
  const owner = row.owner === null ? undefined : desk.user(row.owner)
  return owner?.role === "standard" && me.role === "admin"
    ? { _tag: "Team", userId: owner.id }
    : { _tag: "Mine" }
}

/** Opens a conversation there; entered, its messages get the focus. */
export const showConversation = (
  desk: People,
  screen: Screen,
  row: InboxRow,
  enters = false,
): void => screen.go(viewOf(desk, screen, row), row.id, enters)
