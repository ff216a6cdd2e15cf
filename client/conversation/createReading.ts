import { type Accessor, createEffect, createSignal, onCleanup } from "solid-js"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import type { Timeline } from "../sync/Timeline.ts"

/** So long must a conversation be in front of someone before it counts as read. */
const readAfterMillis = 1_000

/**
 * Marks the open conversation read after a second in a visible tab. Never from Team Inbox (READ-2), and not once it was
 * marked unread by hand while open.
 */
export const createReading = (row: Accessor<InboxRow | undefined>, timeline: Timeline): void => {
  const desk = useDesk()
  const screen = useScreen()
  const [visible, setVisible] = createSignal(document.visibilityState === "visible")
  const follow = () => setVisible(document.visibilityState === "visible")
  document.addEventListener("visibilitychange", follow)
  onCleanup(() => document.removeEventListener("visibilitychange", follow))

  createEffect(() => {
    const current = row()
    if (!current || current.unread === 0 || !visible() || !desk.online()) return
    if (screen.view()._tag === "Team" || screen.keptUnread() || timeline.status() !== "ready") return
    const { id, lastSeq } = current
    const timer = setTimeout(() => void desk.markRead(id, lastSeq, desk.directory().me.id), readAfterMillis)
    onCleanup(() => clearTimeout(timer))
  })
}
