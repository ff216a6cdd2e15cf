import { createEffect, createSignal, on, onCleanup } from "solid-js"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { unreadInMine } from "../../domain/inbox/InboxView.ts"
import { contactName } from "../contact/contactName.ts"
import { useDesk } from "../sync/createDesk.ts"
import { useAnnounce } from "../ui/Announcer.tsx"
import { createMediaQuery } from "../ui/createMediaQuery.ts"
import { createAssignmentNotice } from "./createAssignmentNotice.tsx"
import { createMentionNotice } from "./createMentionNotice.tsx"
import { useScreen } from "./createScreen.ts"
import { shortCount } from "./shortCount.ts"
import { viewTitle } from "./viewTitle.ts"

const product = "Converse Desk"
const offlineShownAfterMillis = 10_000
const alternateEveryMillis = 2_000
const alternations = 5

/** The tab's title and icon: what is unread, who wrote while another tab was in front, whether the desk is offline. */
export const createTabNotice = (): void => {
  const desk = useDesk()
  const screen = useScreen()
  const announce = useAnnounce()
  const calm = createMediaQuery("(prefers-reduced-motion: reduce)")
  const [longOffline, setLongOffline] = createSignal(false)
  const [wrote, setWrote] = createSignal<string | null>(null)
  const [shownWriter, setShownWriter] = createSignal(false)
  /** Stays until the tab is visited. */
  const [shownAssigned, setShownAssigned] = createSignal(false)
  const [assigned, setAssigned] = createSignal<string | null>(null)

  createEffect(on(desk.online, (online) => {
    setLongOffline(false)
    if (online) return
    const timer = setTimeout(() => setLongOffline(true), offlineShownAfterMillis)
    onCleanup(() => clearTimeout(timer))
  }))

  const me = () => desk.directory().me.id
  const onMessage = (row: InboxRow, text: string) => {
    const name = contactName(row)
    if (row.id === screen.open()) announce(`${name}: ${text}`)
    else if (row.owner === me()) announce(`New message from ${name}`)
    if (row.owner === me() && document.hidden && !calm()) setWrote(`${name} wrote`)
  }
  const untilVisited = (title: string) => document.hidden && setAssigned(title)
  createAssignmentNotice(untilVisited)
  createMentionNotice(untilVisited)
  const stopListening = desk.onArrival((row, item) => {
    if (item._tag === "Message" && item.direction === "in") onMessage(row, item.text)
  })
  onCleanup(stopListening)

  createEffect(on(wrote, (text) => {
    setShownWriter(text !== null)
    if (text === null) return
    let left = alternations
    const timer = setInterval(() => {
      left -= 1
      setShownWriter((shown) => !shown)
      if (left <= 0) setWrote(null)
    }, alternateEveryMillis)
    onCleanup(() => clearInterval(timer))
  }))
  createEffect(on(assigned, (text) => {
    setShownAssigned(text !== null)
    if (text === null || calm()) return
    const timer = setInterval(() => setShownAssigned((shown) => !shown), alternateEveryMillis)
    onCleanup(() => clearInterval(timer))
  }))
  const visited = () => {
    if (document.hidden) return
    setWrote(null)
    setAssigned(null)
  }
  document.addEventListener("visibilitychange", visited)
  onCleanup(() => document.removeEventListener("visibilitychange", visited))

  createEffect(() => {
    const unread = unreadInMine(desk.counts())
    const count = unread > 0 ? `(${shortCount(unread)}) ` : ""
    const title = shownAssigned()
      ? assigned()
      : shownWriter()
      ? wrote()
      : `${count}${
        screen.contacts()
          ? "Contacts"
          : screen.consent()
          ? "Consent"
          : screen.templates()
          ? "Templates"
          : screen.settings()
          ? "Settings"
          : viewTitle(screen.view(), desk)
      }`
    document.title = `${longOffline() ? "Offline" : title} · ${product}`
    const icon = longOffline() ? "/favicon-offline.svg" : unread > 0 ? "/favicon-unread.svg" : "/favicon.svg"
    document.querySelector("link[rel=icon]")?.setAttribute("href", icon)
  })
}
