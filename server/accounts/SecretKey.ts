import { Context, Effect, Layer, type Redacted } from "effect"
import { DataFolder } from "../database/DataFolder.ts"

/**
 * The installation's one secret, from SECRET_KEY or the data folder: at least 32 bytes of any text. Never used as it is:
 * each use derives its own key from it (`deriveKey`).
 */
export class SecretKey
  extends Context.Service<SecretKey, Redacted.Redacted<string>>()("desk/server/accounts/SecretKey") {
  static readonly layer = Layer.effect(
    SecretKey,
    DataFolder.use((folder) => Effect.succeed(folder.secretKey)),
  )
}
