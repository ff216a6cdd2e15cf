import { Effect } from "effect"
import { ProviderRpcs } from "../../domain/rpc/ProviderRpcs.ts"
import { adminOnly } from "../session/adminOnly.ts"
import { ProviderAccounts } from "./ProviderAccounts.ts"

export const ProviderHandlersLive = ProviderRpcs.toLayer(
  Effect.map(ProviderAccounts.use(Effect.succeed), (accounts) => ({
    "Provider.list": () => Effect.flatMap(adminOnly, accounts.list),
    "Provider.add": ({ kind, settings }) =>
      Effect.flatMap(adminOnly, (viewer) => accounts.add(viewer, kind, settings)),
    "Provider.change": ({ id, settings, version }) =>
      Effect.flatMap(adminOnly, (viewer) => accounts.change(viewer, id, version, settings)),
    "Provider.switch": ({ disabled, id }) =>
      Effect.flatMap(adminOnly, (viewer) => accounts.switchOff(viewer, id, disabled)),
    "Provider.check": (asked) => Effect.flatMap(adminOnly, (viewer) => accounts.check(viewer, asked)),
    "Provider.numbers": ({ id }) => Effect.flatMap(adminOnly, (viewer) => accounts.numbers(viewer, id)),
  })),
)
