import { postAuth } from "./postAuth.ts"

/** Why a desk was closed that was open. */
export type SessionEnd = "ended" | "notLicensed"

/** Whether this browser has a session; true when the server cannot be asked, so that an outage signs nobody out. */
export const hasSession = async (): Promise<boolean> => {
  try {
    const response = await fetch("/api/auth/get-session")
    if (response.status === 401 || response.status === 403) return false
    return !response.ok || (await response.json()) !== null
  } catch {
    return true
  }
}

/** Of a session that is not one any more (SYNC-3): with one of a user without licence the server says so. */
export const whyEnded = async (): Promise<SessionEnd> => {
  try {
    return (await fetch("/api/auth/get-session")).status === 403 ? "notLicensed" : "ended"
  } catch {
    return "ended"
  }
}

/** Ends the session; false when the server could not be reached, and the session goes on. */
export const signOut = async (): Promise<boolean> => {
  try {
    return (await postAuth("sign-out", {})).ok
  } catch {
    return false
  }
}
