import { Schema } from "effect"
import { UserId } from "../user/User.ts"

/** What is recorded, and what it is called; a new kind is one line here. */
export const auditActionText = {
  signed_in: "Signed in",
  sign_in_failed: "Sign-in failed",
  sign_in_throttled: "Sign-in stopped, too many tries",
  signed_out: "Signed out",
  access_refused: "Was refused",
  conversation_assigned: "Assigned a conversation",
  conversation_exported: "Exported a conversation",
  person_erased: "Erased a person",
  contacts_imported: "Imported contacts",
  contacts_exported: "Exported contacts",
  audit_exported: "Exported the audit log",
  user_invited: "Invited a user",
  invitation_withdrawn: "Withdrew an invitation",
  invitation_accepted: "Accepted an invitation",
  user_changed: "Changed a user",
  password_changed: "Changed the password",
  password_reset: "Reset the password",
  second_factor_switched_on: "Switched the second factor on",
  second_factor_switched_off: "Switched the second factor off",
  recovery_codes_renewed: "Made new recovery codes",
  sessions_ended: "Ended sessions",
  sender_added: "Added a Sender ID",
  sender_changed: "Changed a Sender ID",
  account_added: "Added a provider account",
  account_changed: "Changed a provider account",
  account_switched_off: "Switched a provider account off",
  account_switched_on: "Switched a provider account on",
  webhook_replayed: "Replayed a webhook",
  hours_changed: "Changed business hours",
  keywords_changed: "Changed keywords",
  consent_recorded: "Recorded a consent",
  consents_imported: "Imported consents",
  opt_out_changed: "Changed an opt-out",
  workspace_changed: "Changed the workspace",
  template_changed: "Changed a template",
  campaign_started: "Started a campaign",
  campaign_paused: "Paused a campaign",
  campaign_resumed: "Resumed a campaign",
  campaign_cancelled: "Cancelled a campaign",
} as const

export type AuditAction = keyof typeof auditActionText

const isAction = (text: string): text is AuditAction => Object.hasOwn(auditActionText, text)

/** Every kind of entry, in the order in which they are offered. */
export const auditActions: ReadonlyArray<AuditAction> = Object.keys(auditActionText).filter(isAction)

/** What an action is called; one that this version does not know, by its code. */
export const textOfAction = (action: string): string => isAction(action) ? auditActionText[action] : action

/** One thing that was changed, in words as it was then; null where there was or is nothing. */
export const AuditChange = Schema.Struct({
  what: Schema.String,
  before: Schema.NullOr(Schema.String),
  after: Schema.NullOr(Schema.String),
})
export type AuditChange = typeof AuditChange.Type

/**
 * What an action was done to. A name is kept as it was then, but never that of a customer or their number: entries stay
 * when a person is erased (CONTACT-6). Of conversations and contacts the id alone is kept.
 */
export const AuditSubject = Schema.Struct({
  kind: Schema.String,
  id: Schema.String,
  name: Schema.NullOr(Schema.String),
})
export type AuditSubject = typeof AuditSubject.Type

/** What happened, besides who, when and to what: never the content of a message, never a secret. */
export const AuditDetail = Schema.Struct({
  changes: Schema.optionalKey(Schema.Array(AuditChange)),
  /** Who had a conversation before, and who has it now. */
  from: Schema.optionalKey(Schema.NullOr(UserId)),
  to: Schema.optionalKey(UserId),
  /** A sentence. */
  note: Schema.optionalKey(Schema.String),
})
export type AuditDetail = typeof AuditDetail.Type

/** One line of the audit log (ADMIN-3). */
export const AuditEntry = Schema.Struct({
  /** Its number: the newest has the highest. */
  id: Schema.String,
  at: Schema.Int,
  /** Who did it; null where nobody was signed in. */
  user: Schema.NullOr(UserId),
  action: Schema.String,
  subject: Schema.NullOr(AuditSubject),
  detail: AuditDetail,
  /** The network address from which the session was opened; null where none is known. */
  address: Schema.NullOr(Schema.String),
})
export type AuditEntry = typeof AuditEntry.Type
