import { Effect, Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { chown, open, readFile, rename } from "node:fs/promises"
import type { OsUser } from "./runProgram.ts"

const secretBytes = 32

const make = async (path: string, owner: OsUser | undefined) => {
  const secret = randomBytes(secretBytes).toString("base64url")
  const unfinished = `${path}.new`
  const file = await open(unfinished, "w", 0o600)
  try {
    await file.writeFile(secret)
    await file.sync()
  } finally {
    await file.close()
  }
  if (owner !== undefined) await chown(unfinished, owner.uid, owner.gid)
  await rename(unfinished, path)
  return secret
}

/**
 * The secret kept in a file that only its owner may read, made at the first call (32 random bytes as base64url). The
 * caller holds the data folder, so nobody else makes it at the same time.
 */
export const secretFile = (path: string, owner?: OsUser): Effect.Effect<Redacted.Redacted> =>
  Effect.promise(async () => {
    const kept = await readFile(path, "utf8").catch(() => "")
    return Redacted.make(kept.trim() === "" ? await make(path, owner) : kept.trim())
  })
