import { postAuth } from "./postAuth.ts"

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
    const response = await postAuth("sign-in/email", {
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
