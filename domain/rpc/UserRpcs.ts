import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Refusal } from "../conversation/Refusal.ts"
import { UserId } from "../user/User.ts"
import { Invitation, InvitationId, NewInvitation, UserAccount, UserChange } from "../user/UserAccount.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

const error = Schema.Union([Refusal, Unavailable])

export const UserList = Schema.Struct({
  users: Schema.Array(UserAccount),
  invitations: Schema.Array(Invitation),
  defaultAdmin: Schema.NullOr(UserId),
})
export type UserList = typeof UserList.Type

/** `Meanwhile`: somebody else changed the user since; nothing was done, and this is how it stands. */
export const UserOutcome = Schema.TaggedUnion({
  Saved: { user: UserAccount },
  Meanwhile: { user: UserAccount },
})
export type UserOutcome = typeof UserOutcome.Type

/** Who is in the workspace, and who is invited: for admins (ADMIN-1). */
export class UserRpcs extends RpcGroup.make(
  Rpc.make("User.list", { success: UserList, error }),
  Rpc.make("User.change", { payload: UserChange, success: UserOutcome, error }),
  /** For a user who has lost both the app and the recovery codes. */
  Rpc.make("User.switchOffSecondFactor", { payload: { id: UserId }, success: UserAccount, error }),
  Rpc.make("User.invite", { payload: NewInvitation, success: Invitation, error }),
  /** A new link; the one before no longer works. */
  Rpc.make("User.inviteAgain", { payload: { id: InvitationId }, success: Invitation, error }),
  Rpc.make("User.withdrawInvitation", { payload: { id: InvitationId }, error }),
).middleware(Authentication) {}
