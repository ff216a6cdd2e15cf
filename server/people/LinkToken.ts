import { Schema } from "effect"
import { createHash, randomBytes } from "node:crypto"

const tokenBytes = 32

/** The link was used, taken back, replaced, has expired, or never was one. */
export class LinkNotValid extends Schema.TaggedError<LinkNotValid>()("LinkNotValid", {}) {}

/** What a mailed link carries, and the hash by which it is known: 256 bits that nobody guesses. */
export interface LinkToken {
  readonly token: string
  readonly hash: string
}

/** The hash, hexadecimal, as it is looked up by. */
export const hashOfToken = (token: string): string => createHash("sha256").update(token).digest("hex")

export const makeLinkToken = (): LinkToken => {
  const token = randomBytes(tokenBytes).toString("base64url")
  return { token, hash: hashOfToken(token) }
}
