const storageKey = "desk:system-notices"

/** Whether the browser could show them, did not ask yet, or was told not to. */
export type NoticePermission = NotificationPermission | "missing"

export const noticePermission = (): NoticePermission =>
  "Notification" in globalThis ? Notification.permission : "missing"

/** Whether this user of this browser wants them and the browser lets them (ASSIGN-3). */
export const areSystemNoticesOn = (): boolean =>
  localStorage.getItem(storageKey) === "on" && noticePermission() === "granted"

/** Switches them on or off; the browser asks for permission here and nowhere else. Gives whether they are on. */
export const setSystemNotices = async (on: boolean): Promise<boolean> => {
  localStorage.setItem(storageKey, on ? "on" : "off")
  if (on && noticePermission() === "default") await Notification.requestPermission()
  return areSystemNoticesOn()
}

/** Shows one while the desk is not in front; a click brings the desk there. */
export const showSystemNotice = (title: string, text: string, onClick: () => void): void => {
  if (!document.hidden || !areSystemNoticesOn()) return
  const notice = new Notification(title, { body: text, tag: title, icon: "/favicon.svg" })
  notice.onclick = () => {
    globalThis.focus()
    notice.close()
    onClick()
  }
}
