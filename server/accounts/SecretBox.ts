import { Context, Effect, Layer, Schema } from "effect"
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto"
import { deriveKey } from "./deriveKey.ts"
import { SecretKey } from "./SecretKey.ts"

const algorithm = "aes-256-gcm"
const nonceBytes = 12
const tagBytes = 16
/** Says how the rest is made, so that another way can be told apart later. */
const version = "v1"

/** The sealed text was made with another key, for another place, or was changed since. */
export class SecretUnreadable extends Schema.TaggedError<SecretUnreadable>()("SecretUnreadable", {
  message: Schema.String,
}) {}

/** Keeps provider credentials unreadable in the database and its backups (ADMIN-2). */
export class SecretBox extends Context.Service<SecretBox, {
  /** Seals a text for one place, such as `provider_accounts/tw1`: moved to another it does not open. */
  readonly seal: (text: string, place: string) => string
  readonly open: (sealed: string, place: string) => Effect.Effect<string, SecretUnreadable>
}>()("desk/server/accounts/SecretBox") {
  static readonly layer = Layer.effect(
    SecretBox,
    Effect.gen(function* () {
      const key = yield* deriveKey(yield* SecretKey, "provider credentials")

      const seal = (text: string, place: string): string => {
        const nonce = randomBytes(nonceBytes)
        const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(place))
        const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()])
        return `${version}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")}`
      }

      const openSync = (sealed: string, place: string): string => {
        const bytes = Buffer.from(sealed.slice(version.length + 1), "base64url")
        const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), {
          authTagLength: tagBytes,
        })
        decipher.setAAD(Buffer.from(place))
        decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
        const text = decipher.update(bytes.subarray(nonceBytes + tagBytes))
        return Buffer.concat([text, decipher.final()]).toString("utf8")
      }

      const open = Effect.fn("SecretBox.open")(function* (sealed: string, place: string) {
        const unreadable = new SecretUnreadable({
          message:
            `The secret of ${place} does not open: SECRET_KEY is another one, or the secret was changed`,
        })
        if (!sealed.startsWith(`${version}.`)) return yield* unreadable
        return yield* Effect.try({ try: () => openSync(sealed, place), catch: () => unreadable })
      })

      return SecretBox.of({ seal, open })
    }),
  )
}
