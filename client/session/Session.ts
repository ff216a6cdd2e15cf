/** What became of a sign-in. */
export type SignInOutcome = "signedIn" | "wrong" | "tooMany" | "notLicensed" | "unreachable"

export interface Credentials {
  readonly email: string
  readonly password: string
  /** Whether the session outlives the browser window. */
  readonly remember: boolean
}

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(`/api/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  })

/** Whether this browser has a session; true when the server cannot be asked, so that an outage signs nobody out. */
export const hasSession = async (): Promise<boolean> => {
  try {
    const response = await fetch("/api/auth/get-session")
    if (response.status === 401) return false
    return !response.ok || (await response.json()) !== null
  } catch {
    return true
  }
}

export const signIn = async (credentials: Credentials): Promise<SignInOutcome> => {
  try {
    const response = await post("sign-in/email", {
      email: credentials.email.trim(),
      password: credentials.password,
      rememberMe: credentials.remember,
    })
    if (response.ok) return "signedIn"
    if (response.status === 429) return "tooMany"
    if (response.status === 403) return "notLicensed"
    return response.status >= 500 ? "unreachable" : "wrong"
  } catch {
    return "unreachable"
  }
}

/** Ends the session; false when the server could not be reached, and the session goes on. */
export const signOut = async (): Promise<boolean> => {
  try {
    return (await post("sign-out", {})).ok
  } catch {
    return false
  }
}
