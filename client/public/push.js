// Runs without a page: shows what a push service brings while the desk is closed (NOTIFY-6).

const inFront = async () => {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true })
  return pages.some((page) => page.focused)
}

const show = async ({ body, path, tag, title }) => {
  if (await inFront()) return
  await registration.showNotification(title, { body, tag, icon: "/favicon.svg", data: { path } })
}

/** For so long a page is waited for to say that it is a desk: what a click may open is soon over. */
const answerMillis = 300

/** Other pages, such as that of the sign-in, would not hear of a path. */
const isDesk = (page) =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => resolve(true)
    setTimeout(() => resolve(false), answerMillis)
    page.postMessage({}, [port2])
  })

const open = async (path) => {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true })
  const desks = await Promise.all(pages.map(isDesk))
  const page = pages.find((_, index) => desks[index])
  if (!page) return clients.openWindow(path)
  page.postMessage({ path })
  await page.focus()
}

addEventListener("push", (event) => {
  if (event.data) event.waitUntil(show(event.data.json()))
})

addEventListener("notificationclick", (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data.path))
})
