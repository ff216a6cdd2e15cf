import { createHmac, timingSafeEqual } from "node:crypto"

/** The cookie as the sign-in library writes it: `token.signature`, percent-encoded. */
export interface SessionCookie {
  readonly name: string
  /** What the library signs with, as text. */
  readonly secret: string
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return ""
  }
}

/**
 * The token in a `Cookie` header when its signature is ours; undefined when there is none or it is forged. Says nothing
 * about whether the session still lasts.
 */
export const readSessionToken = (header: string, { name, secret }: SessionCookie): string | undefined => {
  for (const part of header.split(";")) {
    const [key, ...value] = part.trim().split("=")
    if (key !== name) continue
    const signed = decode(value.join("="))
    const dot = signed.lastIndexOf(".")
    const token = signed.slice(0, Math.max(dot, 0))
    const expected = createHmac("sha256", secret).update(token).digest()
    const given = Buffer.from(signed.slice(dot + 1), "base64")
    if (token !== "" && given.length === expected.length && timingSafeEqual(given, expected)) return token
  }
  return undefined
}
