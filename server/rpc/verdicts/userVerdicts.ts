import { randomUUID } from "node:crypto"
import type { AccountRpcs } from "../../../domain/rpc/AccountRpcs.ts"
import type { UserRpcs } from "../../../domain/rpc/UserRpcs.ts"
import { admins, adminsOfIt, everybody, type VerdictsOf } from "./CallVerdict.ts"

/** It asks for one's own password or code, and these are wrong. */
const nobodyGuesses = {
  admin: "not_possible",
  member: "not_possible",
  colleague: "not_possible",
  foreigner: "not_possible",
} as const
/** A version that is long past: whoever may ask is told how the user stands. */
const asSeenBefore = {
  version: 0,
  role: "standard",
  licensed: true,
  active: true,
  newDefaultAdmin: null,
} as const

export const userVerdicts: VerdictsOf<typeof UserRpcs | typeof AccountRpcs> = {
  "User.list": [{ asked: () => undefined, ...admins }],
  "User.change": [{ asked: ({ member }) => ({ ...asSeenBefore, id: member }), ...adminsOfIt }],
  "User.switchOffSecondFactor": [{ asked: ({ member }) => ({ id: member }), ...adminsOfIt }],
  "User.invite": [{
    asked: () => ({ email: "new@x.test", name: "New", role: "standard", licensed: true }),
    ...admins,
  }],
  "User.inviteAgain": [{ asked: ({ invitation }) => ({ id: invitation }), ...adminsOfIt }],
  "User.withdrawInvitation": [{ asked: ({ invitation }) => ({ id: invitation }), ...adminsOfIt }],
  "Account.get": [{ asked: () => undefined, ...everybody }],
  "Account.rename": [{ asked: () => ({ name: "Somebody Else" }), ...everybody }],
  "Account.changePassword": [{
    asked: () => ({ password: "none", next: "a longer password" }),
    ...nobodyGuesses,
  }],
  "Account.endSession": [{ asked: () => ({ id: randomUUID() }), ...everybody }],
  "Account.endOtherSessions": [{ asked: () => undefined, ...everybody }],
  "Account.beginSecondFactor": [{ asked: () => ({ password: "none" }), ...nobodyGuesses }],
  "Account.confirmSecondFactor": [{ asked: () => ({ code: "000000" }), ...nobodyGuesses }],
  "Account.endSecondFactor": [{ asked: () => ({ password: "none" }), ...nobodyGuesses }],
  "Account.renewRecoveryCodes": [{ asked: () => ({ password: "none" }), ...nobodyGuesses }],
}
