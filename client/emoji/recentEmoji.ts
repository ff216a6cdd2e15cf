import type { UserId } from "../../domain/user/User.ts"

/** Three lines of the picker. */
export const recentMax = 24
/** What stands there before somebody has used any. */
const usual = Array.from("😀😊😉😍🤔😅🙏👍👏🙌💪👋🎉✅⏰📦🚚🏠📍📎📄🏥🎓").toSpliced(12, 0, "❤️")

const storageKey = (user: UserId): string => `emoji:${user}`

const stored = (user: UserId): ReadonlyArray<string> => {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey(user)) ?? "[]")
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : []
  } catch {
    // No storage, or something else wrote there: then nothing was used yet.
    return []
  }
}

/** The emoji that the user took last in this browser, the newest first, filled up with usual ones. */
export const recentEmoji = (user: UserId): ReadonlyArray<string> =>
  [...new Set([...stored(user), ...usual])].slice(0, recentMax)

export const rememberEmoji = (user: UserId, unicode: string): void => {
  const next = [unicode, ...stored(user).filter((one) => one !== unicode)].slice(0, recentMax)
  try {
    localStorage.setItem(storageKey(user), JSON.stringify(next))
  } catch {
    // Without storage the usual ones stay.
  }
}
