// Runs without a page: shows what a push service brings while the desk is closed (NOTIFY-6).

const inFront = async () => {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true })
  return pages.some((page) => page.focused)
}

const show = async ({ body, path, tag, title }) => {
  if (await inFront()) return
  await registration.showNotification(title, { body, tag, icon: "/favicon.svg", data: { path } })
}

const open = async (path) => {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true })
  const page = pages[0]
  if (!page) return clients.openWindow(path)
  await page.focus()
  page.postMessage({ path })
}

addEventListener("push", (event) => {
  if (event.data) event.waitUntil(show(event.data.json()))
})

addEventListener("notificationclick", (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data.path))
})
