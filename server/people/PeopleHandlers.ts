import { Effect, Layer } from "effect"
import { AccountRpcs } from "../../domain/rpc/AccountRpcs.ts"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { UserRpcs } from "../../domain/rpc/UserRpcs.ts"
import { Invitations } from "./Invitations.ts"
import { OwnAccounts } from "./OwnAccounts.ts"
import { Users } from "./Users.ts"

const UserHandlersLive = UserRpcs.toLayer(Effect.gen(function* () {
  const users = yield* Users
  const invitations = yield* Invitations
  return UserRpcs.of({
    "User.list": () =>
      CurrentUser.use((viewer) =>
        Effect.gen(function* () {
          const known = yield* users.list(viewer)
          return { ...known, invitations: yield* invitations.open(viewer) }
        })
      ),
    "User.change": (change) => CurrentUser.use((viewer) => users.change(viewer, change)),
    "User.switchOffSecondFactor": ({ id }) =>
      CurrentUser.use((viewer) => users.switchOffSecondFactor(viewer, id)),
    "User.invite": (invitation) => CurrentUser.use((viewer) => invitations.invite(viewer, invitation)),
    "User.inviteAgain": ({ id }) => CurrentUser.use((viewer) => invitations.inviteAgain(viewer, id)),
    "User.withdrawInvitation": ({ id }) => CurrentUser.use((viewer) => invitations.withdraw(viewer, id)),
  })
}))

const AccountHandlersLive = AccountRpcs.toLayer(Effect.gen(function* () {
  const own = yield* OwnAccounts
  return AccountRpcs.of({
    "Account.get": () => CurrentUser.use(own.get),
    "Account.rename": ({ name }) => CurrentUser.use((viewer) => own.rename(viewer, name)),
    "Account.changePassword": ({ next, password }) =>
      CurrentUser.use((viewer) => own.changePassword(viewer, password, next)),
    "Account.endSession": ({ id }) => CurrentUser.use((viewer) => own.endSession(viewer, id)),
    "Account.endOtherSessions": () => CurrentUser.use(own.endOtherSessions),
    "Account.beginSecondFactor": ({ password }) =>
      CurrentUser.use((viewer) => own.beginSecondFactor(viewer, password)),
    "Account.confirmSecondFactor": ({ code }) =>
      CurrentUser.use((viewer) => own.confirmSecondFactor(viewer, code)),
    "Account.endSecondFactor": ({ password }) =>
      CurrentUser.use((viewer) => own.endSecondFactor(viewer, password)),
    "Account.renewRecoveryCodes": ({ password }) =>
      CurrentUser.use((viewer) => own.renewRecoveryCodes(viewer, password)),
  })
}))

export const PeopleHandlersLive = Layer.merge(UserHandlersLive, AccountHandlersLive)
