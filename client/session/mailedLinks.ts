import { postAuth } from "./postAuth.ts"

/** What became of something that was asked with a mailed link, or for one. */
export type LinkOutcome = "done" | "notValid" | "tooMany" | "unreachable"

const linkOutcome = ({ ok, status }: Response): LinkOutcome =>
  ok ? "done" : status === 410 || status === 400 ? "notValid" : status === 429 ? "tooMany" : "unreachable"

const askWithLink = async (path: string, body: unknown): Promise<LinkOutcome> => {
  try {
    return linkOutcome(await postAuth(path, body))
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
    const response = await postAuth("invitation", { token })
    const outcome = linkOutcome(response)
    if (outcome !== "done") return outcome
    const body: unknown = await response.json()
    return isInvitation(body) ? body : "unreachable"
  } catch {
    return "unreachable"
  }
}
