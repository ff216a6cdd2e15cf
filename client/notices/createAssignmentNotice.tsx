import UserRoundCheck from "lucide-solid/icons/user-round-check"
import { onCleanup } from "solid-js"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { assignedWords } from "../../domain/notification/assignedWords.ts"
import type { UserId } from "../../domain/user/User.ts"
import { contactName } from "../contact/contactName.ts"
import { useDesk } from "../sync/createDesk.ts"
import { useAnnounce } from "../ui/Announcer.tsx"
import { useToast } from "../ui/Toaster.tsx"
import { useScreen } from "../inbox/createScreen.ts"
import { deskPath } from "../inbox/deskPath.ts"
import { showSystemNotice } from "./systemNotices.ts"

/** What comes within this time is told in one notice. */
const gatherMillis = 1_000
const namesMax = 3

/**
 * Tells the new owner (ASSIGN-3): in the desk, to screen readers, and in the system where that was allowed. `onNotice`
 * gets the words for the tab's title.
 */
export const createAssignmentNotice = (onNotice: (title: string) => void): void => {
  const desk = useDesk()
  const screen = useScreen()
  const announce = useAnnounce()
  const toast = useToast()
  const gathered = new Map<UserId, Map<InboxRow["id"], InboxRow>>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const tell = (by: UserId, rows: ReadonlyArray<InboxRow>) => {
    const [first] = rows
    if (!first) return
    const admin = desk.user(by)?.name ?? "An admin"
    const many = rows.length > 1
    const title = assignedWords(admin, rows.length)
    const names = rows.slice(0, namesMax).map(contactName).join(", ")
    const text = rows.length > namesMax ? `${names} and ${rows.length - namesMax} more` : names
    const open = () => screen.go({ _tag: "Mine" }, many ? null : first.id)
    toast({
      title,
      text,
      icon: () => <UserRoundCheck aria-hidden="true" />,
      action: { label: many ? "Show" : "Open", run: open },
    })
    announce(title)
    const path = deskPath({ _tag: "Mine" }, many ? null : first.id)
    void showSystemNotice({ tag: `assigned by ${by}`, title, text, onClick: open, path })
    onNotice(`${admin} assigned you ${rows.length}`)
  }
  const tellAll = () => {
    timer = undefined
    for (const [by, rows] of gathered) tell(by, [...rows.values()])
    gathered.clear()
  }

  onCleanup(desk.onArrival((row, item) => {
    const me = desk.directory().me.id
    if (item._tag !== "Assigned" || item.to !== me || item.by === me || row.owner !== me) return
    gathered.set(item.by, (gathered.get(item.by) ?? new Map<InboxRow["id"], InboxRow>()).set(row.id, row))
    timer ??= setTimeout(tellAll, gatherMillis)
  }))
  onCleanup(() => clearTimeout(timer))
}
