import { Schema } from "effect"
import { Uuid } from "../Uuid.ts"
import { Role, User, UserId } from "./User.ts"

export const userNameMax = 100
const emailMax = 254

/** What users are called. */
export const UserName = Schema.String.check(Schema.isPattern(/\S/), Schema.isMaxLength(userNameMax))
/** Good enough to write to: whether it exists is found out by writing. */
export const Email = Schema.String.check(
  Schema.isPattern(/^[^\s@<>"(),;:\\[\]]+@[^\s@<>"(),;:\\[\]]+\.[^\s@<>"(),;:\\[\]]+$/),
  Schema.isMaxLength(emailMax),
)

/** A user as admins see them. Times are epoch milliseconds. */
export const UserAccount = Schema.Struct({
  ...User.fields,
  /** Goes up with each change: who changes a user says which one they saw. */
  version: Schema.Int,
  /** False once the account is closed: no sign-in, no licence. */
  active: Schema.Boolean,
  secondFactor: Schema.Boolean,
  lastSeenAt: Schema.NullOr(Schema.Int),
})
export type UserAccount = typeof UserAccount.Type

export const InvitationId = Uuid.pipe(Schema.brand("InvitationId"))
export type InvitationId = typeof InvitationId.Type

/** Somebody who was invited and has not come yet. */
export const Invitation = Schema.Struct({
  id: InvitationId,
  email: Schema.String,
  name: Schema.String,
  role: Role,
  licensed: Schema.Boolean,
  sentAt: Schema.Int,
  expiresAt: Schema.Int,
})
export type Invitation = typeof Invitation.Type

export const NewInvitation = Schema.Struct({
  email: Email,
  name: UserName,
  role: Role,
  licensed: Schema.Boolean,
})
export type NewInvitation = typeof NewInvitation.Type

/** All of a user that an admin may change, as it is to be. */
export const UserChange = Schema.Struct({
  id: UserId,
  /** The version that was seen. */
  version: Schema.Int,
  role: Role,
  licensed: Schema.Boolean,
  active: Schema.Boolean,
  /** Who takes over as default admin, where this change asks for it or it is to be somebody else. */
  newDefaultAdmin: Schema.NullOr(UserId),
})
export type UserChange = typeof UserChange.Type
