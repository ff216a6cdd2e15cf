import { Cause, Effect, Layer, Redacted } from "effect"
import { existsSync } from "node:fs"
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { databaseLayer } from "../server/database/Database.ts"
import { DataFolder } from "../server/database/DataFolder.ts"
import { EmbeddedPostgres } from "../server/database/EmbeddedPostgres.ts"
import { Migrations } from "../server/database/Migrations.ts"

/**
 * A program of its own that holds the test run's PostgreSQL: writes the addresses as one line of JSON, and stops and
 * removes everything when its standard input ends. So nothing stays behind even when vitest is killed.
 */
const folderPrefix = "converse-desk-test-"
const options = { durable: false, connectionsMax: 200 }

const remove = (dataDir: string) =>
  Effect.promise(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }))

const lockedFolders = async () => {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(folderPrefix))
  return names.map((name) => join(tmpdir(), name)).filter((folder) => existsSync(join(folder, "desk.lock")))
}

/**
 * What a holder that was itself killed left behind: a folder with a lock that nobody holds. (One without a lock is
 * another run's that just begins or ends.) Taking its PostgreSQL over stops it.
 */
const sweep = Effect.gen(function* () {
  for (const dataDir of yield* Effect.promise(lockedFolders)) {
    yield* DataFolder.hold(dataDir).pipe(
      Effect.andThen(Effect.ignore(EmbeddedPostgres.make({ dataDir, ...options }))),
      Effect.scoped,
      Effect.andThen(remove(dataDir)),
      Effect.catchTag("DataFolderError", () => Effect.logDebug("Another run uses this folder", { dataDir })),
    )
  }
})

const temporaryFolder = Effect.acquireRelease(
  Effect.promise(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), folderPrefix))
    // mkdtemp makes it private, but as root PostgreSQL runs as another user.
    await chmod(dataDir, 0o711)
    return dataDir
  }),
  remove,
)

const endOfInput = Effect.callback<void>((resume) => {
  process.stdin.once("end", () => resume(Effect.void)).once("error", () => resume(Effect.void)).resume()
})

const hold = Effect.gen(function* () {
  yield* sweep
  const dataDir = yield* temporaryFolder
  yield* DataFolder.hold(dataDir)
  const { url, adminUrl } = yield* EmbeddedPostgres.make({ dataDir, ...options })
  yield* Effect.void.pipe(Effect.provide(Migrations.layer.pipe(Layer.provide(databaseLayer(url)))))
  const addresses = { adminUrl: Redacted.value(adminUrl), templateUrl: Redacted.value(url) }
  process.stdout.write(`${JSON.stringify(addresses)}\n`)
  yield* Effect.never
}).pipe(
  // Said before the clean-up, which takes its time.
  Effect.tapCause((cause) => Effect.sync(() => process.stderr.write(`${Cause.pretty(cause)}\n`))),
  Effect.scoped,
  Effect.raceFirst(endOfInput),
)

await Effect.runPromise(hold)
process.exit(0)
