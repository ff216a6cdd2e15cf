import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Refusal } from "../conversation/Refusal.ts"
import { OwnAccount, RecoveryCodes, SecondFactorKey, TypedCode } from "../user/OwnAccount.ts"
import { NewPassword, TypedPassword } from "../user/Password.ts"
import { UserName } from "../user/UserAccount.ts"
import { Uuid } from "../Uuid.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

const error = Schema.Union([Refusal, Unavailable])
const password = TypedPassword

/** A user's own sign-in (AUTH-1): nobody else's can be asked for. */
export class AccountRpcs extends RpcGroup.make(
  Rpc.make("Account.get", { success: OwnAccount, error }),
  Rpc.make("Account.rename", { payload: { name: UserName }, error }),
  /** Ends all other sessions. */
  Rpc.make("Account.changePassword", { payload: { password, next: NewPassword }, error }),
  Rpc.make("Account.endSession", { payload: { id: Uuid }, error }),
  Rpc.make("Account.endOtherSessions", { error }),
  /** A key that counts only once a code of it was given. */
  Rpc.make("Account.beginSecondFactor", { payload: { password }, success: SecondFactorKey, error }),
  Rpc.make("Account.confirmSecondFactor", { payload: { code: TypedCode }, success: RecoveryCodes, error }),
  Rpc.make("Account.endSecondFactor", { payload: { password }, error }),
  /** New ones instead of all earlier ones. */
  Rpc.make("Account.renewRecoveryCodes", { payload: { password }, success: RecoveryCodes, error }),
).middleware(Authentication) {}
