import type { Effect } from "effect"
import type { ConnectionCheck } from "../../domain/account/ConnectionCheck.ts"
import type { NumberList } from "../../domain/account/ListedNumber.ts"
import type { ProviderSetup } from "../../domain/account/ProviderSetup.ts"
import type { ProviderAccount } from "./ProviderAccount.ts"

/** What a kind of provider offers to admins who set an account of it up. */
export interface AccountAdministration {
  readonly setup: ProviderSetup
  /** Asks the provider whether the account can be used, for at most 10 s. */
  readonly check: (account: ProviderAccount) => Effect.Effect<ConnectionCheck>
  /** The account's numbers, at most 2,000 of them, within 12 s. */
  readonly numbers: (account: ProviderAccount) => Effect.Effect<NumberList>
}
