import { Effect, Exit, Layer, Redacted, Scope } from "effect"
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { TestProject } from "vitest/node"
import { databaseLayer } from "../server/database/Database.ts"
import { DataFolder } from "../server/database/DataFolder.ts"
import { EmbeddedPostgres } from "../server/database/EmbeddedPostgres.ts"
import { Migrations } from "../server/database/Migrations.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** The run's PostgreSQL as its superuser, connected to the maintenance database. */
    readonly postgresAdminUrl: string
    /** The same as the role that owns the desks' databases; the database named in it is the migrated template. */
    readonly postgresTemplateUrl: string
  }
}

const folderPrefix = "converse-desk-test-"
const options = { durable: false, connectionsMax: 200 }

const remove = (dataDir: string) =>
  Effect.promise(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }))

/** What a killed run left behind: its folder is not held any more. Starting its PostgreSQL again stops an orphan. */
const sweep = Effect.gen(function* () {
  const names = yield* Effect.promise(() => readdir(tmpdir()))
  for (const name of names.filter((name) => name.startsWith(folderPrefix))) {
    const dataDir = join(tmpdir(), name)
    yield* DataFolder.hold(dataDir).pipe(
      Effect.andThen(Effect.ignore(EmbeddedPostgres.make({ dataDir, ...options }))),
      Effect.scoped,
      Effect.andThen(remove(dataDir)),
      Effect.catchTag("DataFolderError", () => Effect.logDebug("Another run uses this folder", { dataDir })),
    )
  }
})

const migrate = (url: Redacted.Redacted) =>
  Effect.void.pipe(Effect.provide(Migrations.layer.pipe(Layer.provide(databaseLayer(url)))))

const start = Effect.gen(function* () {
  yield* sweep
  const dataDir = yield* Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), folderPrefix))),
    remove,
  )
  // mkdtemp makes it private, but as root PostgreSQL runs as another user.
  yield* Effect.promise(() => chmod(dataDir, 0o711))
  yield* DataFolder.hold(dataDir)
  const postgres = yield* EmbeddedPostgres.make({ dataDir, ...options })
  yield* migrate(postgres.url)
  return postgres
})

/**
 * Global set-up of vitest: one PostgreSQL for the whole run, without fsync, whose database has every migration
 * applied and is what TestDatabase.ts copies. Stopped and removed when the run ends, however it ends.
 */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const scope = Effect.runSync(Scope.make())
  const stop = () => Effect.runPromise(Scope.close(scope, Exit.void))
  try {
    const { url, adminUrl } = await Effect.runPromise(Scope.provide(start, scope))
    project.provide("postgresAdminUrl", Redacted.value(adminUrl))
    project.provide("postgresTemplateUrl", Redacted.value(url))
    return stop
  } catch (error) {
    await stop()
    throw error
  }
}
