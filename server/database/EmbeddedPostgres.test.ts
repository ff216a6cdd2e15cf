import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { DeskProcess } from "../../test/DeskProcess.ts"
import { EmbeddedPostgres } from "./EmbeddedPostgres.ts"
import { freePort } from "./freePort.ts"

/** Real servers in folders of their own: each test starts what it needs, and nothing may be left of it. */
const emptyFolder = Effect.acquireRelease(
  Effect.promise(async () => {
    const folder = await mkdtemp(join(tmpdir(), "converse-desk-postgres-"))
    await chmod(folder, 0o711)
    return folder
  }),
  (folder) => Effect.promise(() => rm(folder, { recursive: true, force: true })),
)

const start = (dataDir: string, durable = false) =>
  EmbeddedPostgres.make({ dataDir, durable, connectionsMax: 20 })

const query = <A extends object>(url: Redacted.Redacted, statement: string) =>
  SqlClient.SqlClient.use((sql) => sql.unsafe<A>(statement)).pipe(
    Effect.provide(PgClient.layer({ url, maxConnections: 1 })),
    Effect.scoped,
  )

const pidFile = (dataDir: string) => join(dataDir, "postgres", "postmaster.pid")
const postmaster = (dataDir: string) =>
  Effect.promise(() =>
    readFile(pidFile(dataDir), "utf8").then((text) => Number.parseInt(text, 10), () => undefined)
  )

const isAlive = (pid: number | undefined) => {
  try {
    return pid !== undefined && process.kill(pid, 0)
  } catch {
    return false
  }
}

describe("EmbeddedPostgres", () => {
  it.live("serves a database of the desk's own that sorts the same on every machine, and stops with its scope", () =>
    Effect.gen(function* () {
      const dataDir = yield* emptyFolder
      yield* Effect.scoped(Effect.gen(function* () {
        const { url } = yield* start(dataDir)
        const [database] = yield* query(
          url,
          `
          SELECT current_user AS role, datlocprovider AS provider, datlocale AS locale, pg_encoding_to_char(encoding) AS encoding
          FROM pg_database WHERE datname = current_database()`,
        )
        assert.deepStrictEqual(database, { role: "desk", provider: "b", locale: "C.UTF-8", encoding: "UTF8" })
        // Large queries run in parallel workers, which start only where every setting is sound.
        const parallel = new URL(Redacted.value(url))
        parallel.searchParams.set("options", "-c debug_parallel_query=on")
        const [counted] = yield* query(
          Redacted.make(parallel.href),
          "SELECT count(*)::int AS tables, current_setting('debug_parallel_query') AS forced FROM pg_class",
        )
        assert.propertyVal(counted, "forced", "on")
      }))
      assert.isUndefined(yield* postmaster(dataDir))
    }))

  it.live("keeps its data from one start to the next", () =>
    Effect.gen(function* () {
      const dataDir = yield* emptyFolder
      yield* Effect.scoped(Effect.gen(function* () {
        const { url } = yield* start(dataDir)
        yield* query(url, "CREATE TABLE kept AS SELECT 7 AS number")
      }))
      const { url } = yield* start(dataDir)
      assert.deepStrictEqual(yield* query(url, "SELECT number FROM kept"), [{ number: 7 }])
    }))

  it.live(
    "outlives a desk that is killed, and is taken over and stopped by the next one",
    () =>
      Effect.gen(function* () {
        const desk = yield* DeskProcess.scoped({ embedded: true })
        const pid = yield* postmaster(desk.dataDir)
        yield* Effect.promise(() => desk.kill())
        assert.isTrue(isAlive(pid))
        yield* Effect.promise(() => desk.restart())
        assert.strictEqual(yield* postmaster(desk.dataDir), pid)
        yield* Effect.promise(() => desk.stop())
        assert.isUndefined(yield* postmaster(desk.dataDir))
      }),
    60_000,
  )

  it.live(
    "starts although the pid file names a process that is something else by now",
    () =>
      Effect.gen(function* () {
        const dataDir = yield* emptyFolder
        yield* Effect.scoped(start(dataDir))
        const port = yield* freePort
        const stale = [process.pid, join(dataDir, "postgres"), 1, port, "", "127.0.0.1", "", "ready   ", ""]
          .join("\n")
        yield* Effect.promise(() => writeFile(pidFile(dataDir), stale))
        const { url } = yield* start(dataDir)
        assert.deepStrictEqual(yield* query(url, "SELECT 1 AS one"), [{ one: 1 }])
      }),
    60_000,
  )

  it.live("recovers what was committed when PostgreSQL itself was killed", () =>
    Effect.gen(function* () {
      const dataDir = yield* emptyFolder
      yield* Effect.scoped(Effect.gen(function* () {
        const { url } = yield* start(dataDir, true)
        yield* query(url, "CREATE TABLE committed AS SELECT 7 AS number")
        const pid = yield* postmaster(dataDir)
        if (pid !== undefined) process.kill(pid, "SIGKILL")
      }))
      const { url } = yield* start(dataDir, true)
      assert.deepStrictEqual(yield* query(url, "SELECT number FROM committed"), [{ number: 7 }])
    }), 60_000)

  it.live.skipIf(process.getuid?.() !== 0)(
    "names the folder that its user may not enter",
    () =>
      Effect.gen(function* () {
        const dataDir = yield* emptyFolder
        yield* Effect.promise(() => chmod(dataDir, 0o700))
        const error = yield* Effect.flip(start(dataDir))
        assert.include(error.message, `may not enter ${dataDir}`)
      }),
  )
})
