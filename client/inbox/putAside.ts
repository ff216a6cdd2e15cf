import { Result } from "effect"
import type { Aside } from "../../domain/conversation/Aside.ts"
import { mayPutAside } from "../../domain/conversation/ConversationAccess.ts"
import { type BulkAction, type BulkItem, BulkTarget } from "../../domain/inbox/Bulk.ts"
import { contactName } from "../contact/contactName.ts"
import { problemText } from "../conversation/problemText.ts"
import type { Desk } from "../sync/createDesk.ts"
import type { ToastMessage } from "../ui/Toaster.tsx"
import { zoneTime } from "../ui/ZoneTime.ts"
import { areAside, type Chosen, chosenRows } from "./Chosen.ts"
import { inWords } from "./createBulkActions.ts"
import type { Screen } from "./createScreen.ts"

export interface AsideParts {
  readonly desk: Desk
  readonly screen: Screen
  readonly toast: (toast: ToastMessage) => unknown
}

const chosenIn = ({ desk, screen }: AsideParts): Chosen | null => {
  const { selection } = screen
  if (!desk.online()) return null
  if (selection.count() > 0) {
    return { count: selection.count(), rows: selection.rows(), target: selection.target() }
  }
  const open = screen.open()
  const row = open === null ? undefined : desk.rows.peek(open)
  return row && mayPutAside(row, desk.directory().me) ? chosenRows([row]) : null
}

/** The rows leave the list: the one after them gets the cursor, and the list the focus; on a phone one is back in it. */
const moveOn = ({ screen }: AsideParts, { rows }: Chosen) => {
  const gone = new Set(rows.map(({ id }) => id))
  const ids = screen.list().ids()
  const first = Math.max(0, ids.findIndex((id) => gone.has(id)))
  const next = ids.slice(first).find((id) => !gone.has(id)) ?? ids.findLast((id) => !gone.has(id))
  screen.selection.setActive(false)
  const open = screen.open()
  if (screen.narrow() && open !== null && gone.has(open)) screen.openConversation(null)
  screen.setCursor(next ?? null)
  // After a dialog has given the focus back.
  setTimeout(() => document.getElementById("conversation-list")?.focus())
}

const askFor = async (parts: AsideParts, chosen: Chosen, action: BulkAction) => {
  const { desk, toast } = parts
  const [row] = chosen.rows
  const answer = await desk.bulk.run(action, chosen.target, () => undefined)
  const why = Result.isFailure(answer)
    ? problemText(answer.failure)
    : answer.success.failures[0]?.message ?? null
  if (why === null) return true
  const total = Result.isSuccess(answer) ? answer.success.total : chosen.count
  const done = Result.isSuccess(answer) ? total - answer.success.failed : 0
  const title = done === 0
    ? "Not saved"
    : `${done.toLocaleString("en")} of ${total.toLocaleString("en")} changed`
  toast({ title, text: chosen.count === 1 && row ? `${contactName(row)}: ${why}` : why, error: true })
  return false
}

const whatText = ({ count, rows: [row] }: Chosen) => count === 1 && row ? contactName(row) : inWords(count)

const bringBack = async (parts: AsideParts, chosen: Chosen) => {
  if (await askFor(parts, chosen, { _tag: "BringBack" })) {
    parts.toast({ title: "Back in the inbox", text: whatText(chosen) })
  }
}

/** Putting it aside made it read: what was unread is so again, for its owner. */
const undo = async (parts: AsideParts, chosen: Chosen, items: ReadonlyArray<BulkItem>) => {
  await bringBack(parts, chosen)
  const unread = items.filter(({ ownerUnread }) => ownerUnread > 0)
  for (const user of new Set(unread.map(({ owner }) => owner))) {
    if (user === null) continue
    const theirs = unread.filter(({ owner }) => owner === user)
    const target = BulkTarget.make({ _tag: "Named", items: theirs })
    await askFor(parts, { ...chosen, target }, { _tag: "MarkUnread", user })
  }
}

const put = async (parts: AsideParts, chosen: Chosen, aside: Aside, title: string) => {
  // What is chosen as all that match is, once it is gone, named by nothing.
  const items = chosen.target._tag === "Named" ? chosen.target.items : null
  moveOn(parts, chosen)
  if (!await askFor(parts, chosen, { _tag: "PutAside", aside })) return
  parts.toast({
    title,
    text: whatText(chosen),
    ...(items === null ? {} : { action: { label: "Undo", run: () => void undo(parts, chosen, items) } }),
  })
}

/** Done; where all of it is put aside already, back to the inbox. */
export const toggleDone = (parts: AsideParts): void => {
  const chosen = chosenIn(parts)
  if (chosen === null) return
  if (areAside(chosen.rows)) {
    moveOn(parts, chosen)
    return void bringBack(parts, chosen)
  }
  void put(parts, chosen, { how: "done" }, "Marked as done")
}

/** Until a time, epoch milliseconds, or without one until somebody writes. */
export const snooze = (parts: AsideParts, until: number | null): void => {
  const chosen = chosenIn(parts)
  if (chosen === null) return
  const { desk } = parts
  const title = until === null
    ? "Snoozed until the next reply"
    : `Snoozed until ${zoneTime(desk.directory().workspace.timeZone, until, desk.clock.now())}`
  void put(parts, chosen, { how: "snoozed", until }, title)
}
