import { Effect, Schedule } from "effect"
import { randomBytes } from "node:crypto"
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { freePort } from "../../server/database/freePort.ts"
import { benchProgram, BenchProgramError } from "./BenchProgram.ts"
import { benchSeed } from "./benchSeed.ts"

const readyWithin = "90 seconds"

/** The desk's server as in production, with a workspace, data folder and PostgreSQL (fsync on) of its own. */
export interface BenchDesk {
  readonly url: string
  readonly pid: number
  /** Removed at the end. */
  readonly folder: string
  /** Of the embedded PostgreSQL: a database's address for the desk's role or the superuser. */
  readonly databaseUrl: (role: "desk" | "postgres", database: string) => string
}

const temporaryFolder = Effect.acquireRelease(
  Effect.promise(async () => {
    const folder = await mkdtemp(join(tmpdir(), "converse-desk-bench-"))
    // mkdtemp makes it private, but as root PostgreSQL runs as another user.
    await chmod(folder, 0o711)
    return folder
  }),
  (folder) => Effect.promise(() => rm(folder, { recursive: true, force: true, maxRetries: 5 })),
)

/** A server that had to be killed leaves its PostgreSQL: the first line of the pid file names it. */
const endSurvivor = (pidFile: string) =>
  Effect.promise(() => readFile(pidFile, "utf8").catch(() => "")).pipe(
    Effect.flatMap((text) => {
      const pid = Number.parseInt(text, 10)
      return pid > 0 ? Effect.ignore(Effect.try(() => process.kill(pid, "SIGQUIT"))) : Effect.void
    }),
  )

const isReady = (url: string) =>
  Effect.tryPromise((signal) => fetch(`${url}/readyz`, { signal })).pipe(
    Effect.flatMap((response) => Effect.as(Effect.promise(() => response.arrayBuffer()), response.ok)),
    Effect.filterOrFail((ready) => ready),
    Effect.retry(Schedule.spaced("100 millis")),
    Effect.timeoutOrElse({
      duration: readyWithin,
      orElse: () =>
        Effect.fail(new BenchProgramError({ message: `${url} was not ready within ${readyWithin}` })),
    }),
    Effect.asVoid,
  )

/** Starts it and returns when it is ready. Everything ends and is removed with the scope. */
export const openBenchDesk = Effect.gen(function* () {
  const folder = yield* temporaryFolder
  const seedFile = join(folder, "seed.json")
  const dataDir = join(folder, "data")
  const pidFile = join(dataDir, "postgres", "postmaster.pid")
  yield* Effect.promise(() => writeFile(seedFile, JSON.stringify(benchSeed)))
  const port = yield* freePort
  const url = `http://127.0.0.1:${port}`
  yield* Effect.addFinalizer(() => endSurvivor(pidFile))
  const server = yield* benchProgram(undefined, {
    HOST: "127.0.0.1",
    PORT: String(port),
    DATA_DIR: dataDir,
    SEED_FILE: seedFile,
    SECRET_KEY: randomBytes(32).toString("hex"),
    LOG_FORMAT: "json",
  })
  yield* Effect.raceFirst(isReady(url), server.ended)
  const [password, pid] = yield* Effect.promise(() =>
    Promise.all([
      readFile(join(dataDir, "postgres.password"), "utf8"),
      readFile(pidFile, "utf8"),
    ])
  )
  const postgresPort = pid.split("\n")[3]
  return {
    url,
    pid: server.pid,
    folder,
    databaseUrl: (role, database) =>
      `postgres://${role}:${password.trim()}@127.0.0.1:${postgresPort}/${database}`,
  } satisfies BenchDesk
})
