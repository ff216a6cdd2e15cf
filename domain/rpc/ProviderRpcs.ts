import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { ConnectionCheck } from "../account/ConnectionCheck.ts"
import { NumberList } from "../account/ListedNumber.ts"
import { ProviderAccountView } from "../account/ProviderAccountView.ts"
import { ProviderSetup } from "../account/ProviderSetup.ts"
import { Refusal } from "../conversation/Refusal.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

export const accountLabelMax = 60
export const baseUrlMax = 300
/** Accounts that one workspace can have. */
export const accountsMax = 50

const AccountId = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(64))
const BaseUrl = Schema.NullOr(Schema.String.check(Schema.isMaxLength(baseUrlMax)))
/** What was typed, by field. A secret that is left out stays as it is kept. */
const Credentials = Schema.Record(
  Schema.String.check(Schema.isMaxLength(64)),
  Schema.String.check(Schema.isMaxLength(4096)),
).check(Schema.isMaxProperties(20))

export const AccountSettings = Schema.Struct({
  label: Schema.String.check(Schema.isPattern(/\S/), Schema.isMaxLength(accountLabelMax)),
  /** Null: the provider's own. */
  baseUrl: BaseUrl,
  credentials: Credentials,
})
export type AccountSettings = typeof AccountSettings.Type

export const ProviderList = Schema.Struct({
  accounts: Schema.Array(ProviderAccountView),
  /** Every kind of provider of which accounts can be added. */
  setups: Schema.Array(ProviderSetup),
  /** Why providers cannot reach the addresses of this desk, in words; null where nothing speaks against it. */
  unreachable: Schema.NullOr(Schema.String),
})
export type ProviderList = typeof ProviderList.Type

const error = Schema.Union([Refusal, Unavailable])

/** Accounts at providers, for admins (ADMIN-1). Secrets go in and never come out again (ADMIN-2). */
export class ProviderRpcs extends RpcGroup.make(
  Rpc.make("Provider.list", { success: ProviderList, error }),
  /** Gives the new account's id. */
  Rpc.make("Provider.add", {
    payload: { kind: Schema.String.check(Schema.isMaxLength(32)), settings: AccountSettings },
    success: Schema.String,
    error,
  }),
  /** `version`: as it was when it was changed; should it be another by now, nothing is saved. */
  Rpc.make("Provider.change", {
    payload: { id: AccountId, version: Schema.Int, settings: AccountSettings },
    error,
  }),
  /** Switched off, nothing is sent by it; what customers write still arrives. */
  Rpc.make("Provider.switch", { payload: { id: AccountId, disabled: Schema.Boolean }, error }),
  /** Asks the provider with what was typed, and with what is kept of the account where an id is given. */
  Rpc.make("Provider.check", {
    payload: {
      id: Schema.NullOr(AccountId),
      kind: Schema.String.check(Schema.isMaxLength(32)),
      baseUrl: BaseUrl,
      credentials: Credentials,
    },
    success: ConnectionCheck,
    error,
  }),
  Rpc.make("Provider.numbers", { payload: { id: AccountId }, success: NumberList, error }),
).middleware(Authentication) {}
