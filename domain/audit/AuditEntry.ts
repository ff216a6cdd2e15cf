import { Schema } from "effect"
import { UserId } from "../user/User.ts"

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
