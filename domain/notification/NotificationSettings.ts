import { Schema } from "effect"
import { SenderId } from "../sender/Sender.ts"

/** More Sender IDs than any workspace has. */
export const chosenSendersMax = 1_000

/** What a user is told by e-mail: of messages in their conversations (NOTIFY-1, NOTIFY-3). */
export const EmailNotifications = Schema.Struct({
  on: Schema.Boolean,
  /** Null: of all Sender IDs, also of those that come later. */
  senders: Schema.NullOr(Schema.Array(SenderId).check(Schema.isMaxLength(chosenSendersMax))),
})
export type EmailNotifications = typeof EmailNotifications.Type

/** What the desk does in a browser, in each one in which the user signs in (NOTIFY-6). */
export const BrowserNotifications = Schema.Struct({
  /** The count and a dot on the tab, and who wrote while it is not in front. */
  tabAlerts: Schema.Boolean,
  sound: Schema.Boolean,
})
export type BrowserNotifications = typeof BrowserNotifications.Type

export const NotificationSettings = Schema.Struct({
  email: EmailNotifications,
  browser: BrowserNotifications,
})
export type NotificationSettings = typeof NotificationSettings.Type
