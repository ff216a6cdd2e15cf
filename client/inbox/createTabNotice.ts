import { createEffect, createSignal, on, onCleanup } from "solid-js"
import { unreadInMine } from "../../domain/inbox/InboxView.ts"
import { contactName } from "../contact/contactName.ts"
import { useDesk } from "../sync/createDesk.ts"
import { useAnnounce } from "../ui/Announcer.tsx"
import { createMediaQuery } from "../ui/createMediaQuery.ts"
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

  createEffect(on(desk.online, (online) => {
    setLongOffline(false)
    if (online) return
    const timer = setTimeout(() => setLongOffline(true), offlineShownAfterMillis)
    onCleanup(() => clearTimeout(timer))
  }))

  const stopListening = desk.onArrival((row, text) => {
    const name = contactName(row)
    if (row.id === screen.open()) announce(`${name}: ${text}`)
    else if (row.owner === desk.directory().me.id) announce(`New message from ${name}`)
    if (row.owner === desk.directory().me.id && document.hidden && !calm()) setWrote(`${name} wrote`)
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
  const visited = () => document.hidden || setWrote(null)
  document.addEventListener("visibilitychange", visited)
  onCleanup(() => document.removeEventListener("visibilitychange", visited))

  createEffect(() => {
    const unread = unreadInMine(desk.counts())
    const count = unread > 0 ? `(${shortCount(unread)}) ` : ""
    const title = shownWriter() ? wrote() : `${count}${viewTitle(screen.view(), desk)}`
    document.title = `${longOffline() ? "Offline" : title} · ${product}`
    const icon = longOffline() ? "/favicon-offline.svg" : unread > 0 ? "/favicon-unread.svg" : "/favicon.svg"
    document.querySelector("link[rel=icon]")?.setAttribute("href", icon)
  })
}
