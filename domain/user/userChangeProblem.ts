import type { User, UserId } from "./User.ts"
import type { UserChange } from "./UserAccount.ts"

/** Who is there, as far as it matters for whether somebody may go. */
export interface People {
  readonly users: ReadonlyArray<Pick<User, "id" | "role" | "licensed">>
  readonly defaultAdmin: UserId | null
}

/**
 * Why a change of a user cannot be: `last_admin`: nobody could change anything any more; `default_admin`: first messages
 * from strangers would have nobody to go to, so another is to be named; `not_an_admin`: the one named is no licensed admin;
 * `closed`: a closed account has no licence. Null where it can.
 */
export type UserChangeProblem = "last_admin" | "default_admin" | "not_an_admin" | "closed"

export const userChangeProblem = (
  { defaultAdmin, users }: People,
  change: Omit<UserChange, "version">,
): UserChangeProblem | null => {
  if (change.licensed && !change.active) return "closed"
  const admins = users
    .map((user) => user.id === change.id ? change : user)
    .filter(({ licensed, role }) => licensed && role === "admin")
    .map(({ id }) => id)
  const { newDefaultAdmin } = change
  if (newDefaultAdmin !== null && !admins.includes(newDefaultAdmin)) return "not_an_admin"
  if (admins.includes(change.id)) return null
  const before = users.find(({ id }) => id === change.id)
  if (before === undefined || !before.licensed || before.role !== "admin") return null
  if (admins.length === 0) return "last_admin"
  return newDefaultAdmin === null && change.id === defaultAdmin ? "default_admin" : null
}

/** In words, for the admin who asked. */
export const userChangeProblemText: Readonly<Record<UserChangeProblem, string>> = {
  last_admin: "This is the last admin with a licence. Make somebody else an admin first.",
  default_admin: "First messages from unknown numbers go to this admin. Choose who gets them from now on.",
  not_an_admin: "Only an admin with a licence can be the default admin.",
  closed: "A deactivated user has no licence. Activate the user first.",
}
