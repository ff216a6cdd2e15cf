import { pushWorker } from "./push.ts"

const storageKey = "desk:system-notices"
/** Held by every tab of the desk that is in front: nobody is told by the system what they see. */
const frontLock = "desk:front"

/** Whether the browser could show them, did not ask yet, or was told not to. */
export type NoticePermission = NotificationPermission | "missing"

export const noticePermission = (): NoticePermission =>
  "Notification" in globalThis ? Notification.permission : "missing"

/** Whether this user of this browser wants them and the browser lets them (ASSIGN-3, NOTIFY-6). */
export const areSystemNoticesOn = (): boolean =>
  localStorage.getItem(storageKey) === "on" && noticePermission() === "granted"

/** Switches them on or off; the browser asks for permission here and nowhere else. Gives whether they are on. */
export const setSystemNotices = async (on: boolean): Promise<boolean> => {
  localStorage.setItem(storageKey, on ? "on" : "off")
  if (on && noticePermission() === "default") await Notification.requestPermission()
  return areSystemNoticesOn()
}

const isInFront = (): boolean => !document.hidden && document.hasFocus()

/** Says to the desk's other tabs whether this one is in front; gives what ends that. */
export const followFront = (): () => void => {
  let release: (() => void) | null = null
  const look = () => {
    if (!isInFront()) {
      release?.()
      release = null
    } else if (release === null && "locks" in navigator) {
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      void navigator.locks.request(frontLock, { mode: "shared" }, () => held)
    }
  }
  look()
  document.addEventListener("visibilitychange", look)
  globalThis.addEventListener("focus", look)
  globalThis.addEventListener("blur", look)
  return () => {
    release?.()
    document.removeEventListener("visibilitychange", look)
    globalThis.removeEventListener("focus", look)
    globalThis.removeEventListener("blur", look)
  }
}

/** Whether a tab of the desk is in front, this one or another. */
const isDeskInFront = async (): Promise<boolean> => {
  if (isInFront()) return true
  if (!("locks" in navigator)) return false
  const { held = [] } = await navigator.locks.query()
  return held.some(({ name }) => name === frontLock)
}

export interface SystemNotice {
  /** Of several with the same, such as of several tabs, the system shows one. */
  readonly tag: string
  readonly title: string
  readonly text: string
  readonly onClick: () => void
  /** Where a click leads if `push.js` hears of it. */
  readonly path: string
}

/** Shows one while the desk is not in front; a click brings the desk there. */
export const showSystemNotice = async (
  { onClick, path, tag, text, title }: SystemNotice,
): Promise<void> => {
  if (!areSystemNoticesOn() || await isDeskInFront()) return
  const shown = { body: text, tag, icon: "/favicon.svg", data: { path } }
  try {
    const notice = new Notification(title, shown)
    notice.onclick = () => {
      globalThis.focus()
      notice.close()
      onClick()
    }
  } catch {
    // Phones take them from a service worker alone.
    await navigator.serviceWorker.register(pushWorker)
    await (await navigator.serviceWorker.ready).showNotification(title, shown)
  }
}
