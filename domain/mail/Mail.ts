import { Schema } from "effect"
import { Uuid } from "../Uuid.ts"

export const MailId = Uuid.pipe(Schema.brand("MailId"))
export type MailId = typeof MailId.Type

/** What a mail is about. */
export const MailKind = Schema.Literals([
  "invitation",
  "password_reset",
  "security",
  "message",
  "assigned",
  "test",
])
export type MailKind = typeof MailKind.Type

/** `kept`: there is no mail server, so it is shown in the desk instead. `failed`: refused, or tried for too long. */
export const MailStatus = Schema.Literals(["waiting", "sent", "failed", "kept"])
export type MailStatus = typeof MailStatus.Type

/** A mail as the list of mails shows it. Times are epoch milliseconds. */
export const MailSummary = Schema.Struct({
  id: MailId,
  kind: MailKind,
  to: Schema.String,
  subject: Schema.String,
  status: MailStatus,
  attempts: Schema.Int,
  /** What the mail server said the last time, or why it could not be asked. */
  problem: Schema.NullOr(Schema.String),
  createdAt: Schema.Int,
})
export type MailSummary = typeof MailSummary.Type

/** A mail with its words; both are empty where it was sent and had a link that lets its reader in. */
export const MailView = Schema.Struct({ ...MailSummary.fields, html: Schema.String, text: Schema.String })
export type MailView = typeof MailView.Type
