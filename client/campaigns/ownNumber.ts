import type { UserId } from "../../domain/user/User.ts"

const keyOf = (user: UserId): string => `own-number:${user}`

/** The number that a user last sent a test to, in this browser; empty where there is none. */
export const ownNumber = (user: UserId): string => {
  try {
    return localStorage.getItem(keyOf(user)) ?? ""
  } catch {
    // Storage is switched off: it is typed again.
    return ""
  }
}

export const keepOwnNumber = (user: UserId, number: string): void => {
  try {
    localStorage.setItem(keyOf(user), number)
  } catch {
    // As above.
  }
}
