import { Effect, Redacted, Schema } from "effect"
import { hkdfSync } from "node:crypto"

const secretBytesMin = 32
const keyBytes = 32

export class SecretKeyTooShort extends Schema.TaggedError<SecretKeyTooShort>()("SecretKeyTooShort", {
  message: Schema.String,
}) {}

/**
 * A 256-bit key for one purpose, by HKDF-SHA-256: keys of different purposes say nothing about one another.
 * Fails when the secret has less than 32 bytes.
 */
export const deriveKey = Effect.fnUntraced(function* (secret: Redacted.Redacted<string>, purpose: string) {
  const bytes = new TextEncoder().encode(Redacted.value(secret))
  if (bytes.length < secretBytesMin) {
    return yield* new SecretKeyTooShort({ message: `SECRET_KEY needs at least ${secretBytesMin} bytes` })
  }
  return Buffer.from(hkdfSync("sha256", bytes, "converse-desk", purpose, keyBytes))
})
