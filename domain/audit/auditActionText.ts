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
  label_added: "Made a label",
  label_changed: "Changed a label",
  label_retired: "Retired a label",
  shared_filter_changed: "Changed a shared filter",
  bot_changed: "Changed a bot",
  bot_paused: "A bot could not be reached",
  campaign_tested: "Sent a test of a campaign",
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
