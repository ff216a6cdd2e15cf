import { Effect } from "effect"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { NotificationRpcs } from "../../domain/rpc/NotificationRpcs.ts"
import { Notifications } from "./Notifications.ts"

export const NotificationHandlersLive = NotificationRpcs.toLayer(Effect.gen(function* () {
  const notifications = yield* Notifications
  return NotificationRpcs.of({
    "Notification.settings": () => CurrentUser.use(notifications.settings),
    "Notification.saveEmail": (email) => CurrentUser.use((viewer) => notifications.saveEmail(viewer, email)),
    "Notification.saveBrowser": (browser) =>
      CurrentUser.use((viewer) => notifications.saveBrowser(viewer, browser)),
    "Notification.mailTexts": () => CurrentUser.use(notifications.mailTexts),
    "Notification.preview": (sample) => CurrentUser.use((viewer) => notifications.preview(viewer, sample)),
    "Notification.sendTest": (sample) => CurrentUser.use((viewer) => notifications.sendTest(viewer, sample)),
  })
}))
