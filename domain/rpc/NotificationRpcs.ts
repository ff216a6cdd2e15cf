import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { textLengthMax } from "../conversation/MessageContent.ts"
import { Refusal } from "../conversation/Refusal.ts"
import { MailForm } from "../notification/MailForm.ts"
import {
  BrowserNotifications,
  EmailNotifications,
  NotificationSettings,
} from "../notification/NotificationSettings.ts"
import { Channel } from "../sender/Sender.ts"
import { Authentication } from "./Authentication.ts"
import { TemplateEdition } from "./TemplateRpcs.ts"
import { Unavailable } from "./Unavailable.ts"

const error = Schema.Union([Refusal, Unavailable])

/** Test mails that a user may have in ten minutes. */
export const testMailsMax = 5

/** The words of one form of mail on one channel. */
export const MailText = Schema.Struct({
  channel: Channel,
  form: MailForm,
  body: Schema.String,
  /** What an edit follows; null where nobody wrote words of their own. */
  edition: Schema.NullOr(TemplateEdition),
})
export type MailText = typeof MailText.Type

/** `body` null: the words as they are saved. */
export const MailSample = Schema.Struct({
  channel: Channel,
  form: MailForm,
  body: Schema.NullOr(Schema.String.check(Schema.isMaxLength(textLengthMax))),
})
export type MailSample = typeof MailSample.Type

/** What the user is told of, and how. All of it is the caller's own. */
export class NotificationRpcs extends RpcGroup.make(
  Rpc.make("Notification.settings", { success: NotificationSettings, error }),
  Rpc.make("Notification.saveEmail", { payload: EmailNotifications, error }),
  Rpc.make("Notification.saveBrowser", { payload: BrowserNotifications, error }),
  /** What every mail says, as admins wrote it; they change it by `Template.save`. */
  Rpc.make("Notification.mailTexts", { success: Schema.Array(MailText), error }),
  /** A mail of a made-up message. */
  Rpc.make("Notification.preview", {
    payload: MailSample,
    success: Schema.Struct({ subject: Schema.String, html: Schema.String }),
    error,
  }),
  /** The same to the caller's own address. */
  Rpc.make("Notification.sendTest", { payload: MailSample, error }),
).middleware(Authentication) {}
