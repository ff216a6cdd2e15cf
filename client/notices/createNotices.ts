import { Result } from "effect"
import { createEffect, createSignal, on, onCleanup } from "solid-js"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { BrowserNotifications } from "../../domain/notification/NotificationSettings.ts"
import { contactName } from "../contact/contactName.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { deskPath, parseDeskPath } from "../inbox/deskPath.ts"
import { rememberTabAlerts } from "../inbox/tabWords.ts"
import { useDesk } from "../sync/createDesk.ts"
import { useAnnounce } from "../ui/Announcer.tsx"
import { createAssignmentNotice } from "./createAssignmentNotice.tsx"
import { createMentionNotice } from "./createMentionNotice.tsx"
import { createTabWords } from "./createTabWords.ts"
import { followPushClicks, renewPush } from "./push.ts"
import { ringOnce, unlockSoundOnGesture } from "./sound.ts"
import { followFront, showSystemNotice } from "./systemNotices.ts"

/** What was missed while the desk was offline comes without a sound. */
const freshMillis = 10_000
const excerptMax = 80

const [browser, setBrowser] = createSignal<BrowserNotifications>({ tabAlerts: true, sound: false })

/** As the user set it, in every tab as soon as it has asked or one of them changed it. */
export const browserNotifications = browser

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("desk:notifications") : null

const take = (settings: BrowserNotifications): void => {
  setBrowser(settings)
  rememberTabAlerts(settings.tabAlerts)
}

/** After the settings were saved here: the other tabs of this browser are told. */
export const tellBrowserNotifications = (settings: BrowserNotifications): void => {
  take(settings)
  channel?.postMessage(settings)
}

/** Tells of messages, assignments and mentions: to screen readers, on the tab, by the system and by sound (NOTIFY-6). */
export const createNotices = (): void => {
  const desk = useDesk()
  const screen = useScreen()
  const announce = useAnnounce()
  const words = createTabWords()
  const me = () => desk.directory().me.id
  onCleanup(followFront())
  onCleanup(unlockSoundOnGesture())
  onCleanup(followPushClicks((path) => {
    const place = parseDeskPath(path)
    if (place) screen.go(place.view, place.open)
  }))

  const onTold = (event: MessageEvent<BrowserNotifications>) => take(event.data)
  channel?.addEventListener("message", onTold)
  onCleanup(() => channel?.removeEventListener("message", onTold))
  // Also when the role changed: of what one saw as an admin, not all is told any more.
  createEffect(on([desk.online, () => desk.directory().me.role], async ([online]) => {
    if (!online) return
    const unread = await desk.link.ask((client) => client["Notice.unread"]())
    if (Result.isSuccess(unread)) desk.setUnreadNotices(unread.success)
  }))
  createEffect(on(desk.online, async (online) => {
    if (!online) return
    void renewPush(me(), desk.link)
    const answer = await desk.link.ask((client) => client["Notification.settings"]())
    if (Result.isSuccess(answer)) take(answer.success.browser)
  }))

  const onMessage = (row: InboxRow, text: string, at: number) => {
    const name = contactName(row)
    if (row.id === screen.open()) announce(`${name}: ${text}`)
    else if (row.owner === me()) announce(`New message from ${name}`)
    if (row.owner !== me() || desk.clock.now() - at > freshMillis) return
    words.pass(`${name} wrote`)
    if (browser().sound) void ringOnce(desk.clock.now)
    void showSystemNotice({
      tag: row.id,
      title: `New message from ${name}`,
      text: text.length > excerptMax ? `${text.slice(0, excerptMax)}…` : text,
      onClick: () => screen.go({ _tag: "Mine" }, row.id),
      path: deskPath({ _tag: "Mine" }, row.id),
    })
  }
  createAssignmentNotice(words.stay)
  createMentionNotice(words.stay)
  onCleanup(desk.onArrival((row, item) => {
    if (item._tag === "Message" && item.direction === "in") onMessage(row, item.text, item.at)
  }))
}
