import { createEffect, createSignal, on, onCleanup } from "solid-js"
import { unreadInMine } from "../../domain/inbox/InboxView.ts"
import { useDesk } from "../sync/createDesk.ts"
import { useScreen } from "./createScreen.ts"
import { shortCount } from "./shortCount.ts"
import { areTabAlertsOn, tabWords } from "./tabWords.ts"
import { viewTitle } from "./viewTitle.ts"

const product = "Converse Desk"
const offlineShownAfterMillis = 10_000

/** The tab's title and icon: what is unread, and whether the desk is offline. What passes by comes from `client/notices`. */
export const createTabTitle = (): void => {
  const desk = useDesk()
  const screen = useScreen()
  const [longOffline, setLongOffline] = createSignal(false)

  createEffect(on(desk.online, (online) => {
    setLongOffline(false)
    if (online) return
    const timer = setTimeout(() => setLongOffline(true), offlineShownAfterMillis)
    onCleanup(() => clearTimeout(timer))
  }))

  createEffect(() => {
    const unread = areTabAlertsOn() ? unreadInMine(desk.counts()) : 0
    const count = unread > 0 ? `(${shortCount(unread)}) ` : ""
    const page = screen.contacts()
      ? "Contacts"
      : screen.campaigns() !== null
      ? "Campaigns"
      : screen.consent()
      ? "Consent"
      : screen.templates()
      ? "Templates"
      : screen.settings()
      ? "Settings"
      : viewTitle(screen.view(), desk)
    document.title = `${longOffline() ? "Offline" : tabWords() ?? count + page} · ${product}`
    const icon = longOffline() ? "/favicon-offline.svg" : unread > 0 ? "/favicon-unread.svg" : "/favicon.svg"
    document.querySelector("link[rel=icon]")?.setAttribute("href", icon)
  })
}
