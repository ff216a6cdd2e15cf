/** What became of a sign-in. */
export type SignInOutcome =
  | "signedIn"
  | "wrong"
  | "tooMany"
  | "notLicensed"
  | "unreachable"
  /** The password was right; the second factor is asked for. */
  | "codeNeeded"
  | "wrongCode"
  | "tooManyCodes"

export interface Credentials {
  readonly email: string
  readonly password: string
  /** Whether the session outlives the browser window. */
  readonly remember: boolean
  /** Of the second factor; empty while it was not asked for. */
  readonly code: string
}

/** Why a desk was closed that was open. */
export type SessionEnd = "ended" | "notLicensed"

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

const outcomes: Readonly<Record<string, SignInOutcome>> = {
  CODE_NEEDED: "codeNeeded",
  WRONG_CODE: "wrongCode",
  TOO_MANY_CODES: "tooManyCodes",
  NOT_LICENSED: "notLicensed",
  TOO_MANY_TRIES: "tooMany",
}

const codeIn = (body: unknown): string =>
  typeof body === "object" && body !== null && "code" in body ? String(body.code) : ""

export const signIn = async (credentials: Credentials): Promise<SignInOutcome> => {
  try {
    const response = await post("sign-in/email", {
      email: credentials.email.trim(),
      password: credentials.password,
      rememberMe: credentials.remember,
      ...(credentials.code === "" ? {} : { code: credentials.code }),
    })
    if (response.ok) return "signedIn"
    return outcomes[codeIn(await response.json())] ?? (response.status >= 500 ? "unreachable" : "wrong")
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

/** What became of something that was asked with a mailed link, or for one. */
export type LinkOutcome = "done" | "notValid" | "tooMany" | "unreachable"

const linkOutcome = ({ ok, status }: Response): LinkOutcome =>
  ok ? "done" : status === 410 || status === 400 ? "notValid" : status === 429 ? "tooMany" : "unreachable"

const askWithLink = async (path: string, body: unknown): Promise<LinkOutcome> => {
  try {
    return linkOutcome(await post(path, body))
  } catch {
    return "unreachable"
  }
}

/** Asks for a mail with a link; whether that is a user's address is not told. */
export const requestPasswordReset = (email: string): Promise<LinkOutcome> =>
  askWithLink("request-password-reset", { email: email.trim() })

export const resetPassword = (token: string, password: string): Promise<LinkOutcome> =>
  askWithLink("reset-password", { token, password })

export const acceptInvitation = (token: string, name: string, password: string): Promise<LinkOutcome> =>
  askWithLink("accept-invitation", { token, name, password })

export interface InvitationView {
  readonly email: string
  readonly name: string
  readonly workspace: string
}

const isInvitation = (body: unknown): body is InvitationView =>
  typeof body === "object" && body !== null && "email" in body && "name" in body && "workspace" in body

/** Who is invited, and where to. */
export const readInvitation = async (
  token: string,
): Promise<InvitationView | Exclude<LinkOutcome, "done">> => {
  try {
    const response = await post("invitation", { token })
    const outcome = linkOutcome(response)
    if (outcome !== "done") return outcome
    const body: unknown = await response.json()
    return isInvitation(body) ? body : "unreachable"
  } catch {
    return "unreachable"
  }
}
