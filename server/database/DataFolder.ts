import { Config, Context, Effect, Layer, Option, type Redacted, Schema, type Scope } from "effect"
import { randomUUID } from "node:crypto"
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { connect, createServer, type Server } from "node:net"
import { join, resolve } from "node:path"
import process from "node:process"
import { secretFile } from "./secretFile.ts"

/** The data folder cannot be used; the message says why and what to do. */
export class DataFolderError extends Schema.TaggedError<DataFolderError>()("DataFolderError", {
  message: Schema.String,
}) {}

/**
 * Who holds the folder. The holder listens on `port` and answers every connection with `token`, which tells a living
 * desk from a dead one whose process id (or port) another program has by now. (Asking for a process by its id would
 * need Deno's permission to run anything.)
 */
class Lock extends Schema.Class<Lock>("Lock")({
  pid: Schema.Int,
  port: Schema.Int,
  token: Schema.String,
}) {}
const LockFile = Schema.fromJsonString(Lock)

const answerMillisMax = 2_000
const takeOverAttemptsMax = 5

const failed = (message: string) => new DataFolderError({ message })
const attempt = <A>(what: string, run: () => Promise<A>) =>
  Effect.tryPromise({ try: run, catch: (cause) => failed(`${what}: ${String(cause)}`) })

/** A holder that accepts but stays silent is busy, not dead: it counts as alive. */
const isHeld = ({ port, token }: Lock) =>
  Effect.callback<boolean>((resume) => {
    const socket = connect({ port, host: "127.0.0.1" })
    const end = (held: boolean) => {
      socket.destroy()
      resume(Effect.succeed(held))
    }
    socket.once("connect", () => socket.setTimeout(answerMillisMax, () => end(true)))
    socket.once("data", (answer) => end(answer.toString() === token))
    socket.once("error", () => end(false))
    socket.once("close", () => end(false))
    return Effect.sync(() => socket.destroy())
  })

const answerWith = (token: string) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly server: Server; readonly port: number }>((resume) => {
      const server = createServer((socket) => {
        socket.on("error", () => socket.destroy())
        socket.end(token)
      })
      server.once("error", (error) => resume(Effect.die(error)))
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        resume(
          Effect.succeed({
            server,
            port: address === null || typeof address === "string" ? 0 : address.port,
          }),
        )
      })
    }),
    ({ server }) => Effect.callback<void>((resume) => void server.close(() => resume(Effect.void))),
  )

const readLock = (file: string) =>
  Effect.promise(() => readFile(file, "utf8").catch(() => "")).pipe(
    Effect.map((text) => ({ text, lock: Schema.decodeUnknownOption(LockFile)(text) })),
  )

/** True when `file` is now ours: a hard link fails when the name is taken, even against another desk at this moment. */
const claim = (file: string, lock: Lock) =>
  attempt(`Cannot write ${file}`, async () => {
    const own = `${file}.${lock.token}`
    await writeFile(own, Schema.encodeSync(LockFile)(lock), { mode: 0o600 })
    try {
      return await link(own, file).then(() => true, (error) => {
        if (error.code === "EEXIST") return false
        throw error
      })
    } finally {
      await rm(own, { force: true })
    }
  })

/** Moves a dead desk's lock away, unless another desk has just replaced it by its own. */
const removeStale = (file: string, text: string, token: string) =>
  attempt(`Cannot take over ${file}`, async () => {
    const removed = `${file}.stale.${token}`
    await rename(file, removed).catch(() => undefined)
    const moved = await readFile(removed, "utf8").catch(() => text)
    if (moved !== text) await link(removed, file)
    await rm(removed, { force: true })
  })

const holdLock = Effect.fnUntraced(function* (folder: string) {
  const file = join(folder, "desk.lock")
  const token = randomUUID()
  const { port } = yield* answerWith(token)
  const lock = new Lock({ pid: process.pid, port, token })
  for (let attempts = 0; attempts < takeOverAttemptsMax; attempts++) {
    if (yield* claim(file, lock)) {
      return yield* Effect.addFinalizer(() => Effect.promise(() => rm(file, { force: true })))
    }
    const { text, lock: other } = yield* readLock(file)
    if (Option.isSome(other) && (yield* isHeld(other.value))) {
      return yield* failed(
        `The data folder ${folder} is in use by another desk (process ${other.value.pid}). Stop that one first, or ` +
          `set DATA_DIR to another folder. If process ${other.value.pid} is not a desk, delete ${file}.`,
      )
    }
    yield* removeStale(file, text, token)
  }
  return yield* failed(`The lock ${file} cannot be taken: several desks are starting in ${folder}.`)
})

/** Traversable by others, since PostgreSQL may run as another user in a folder of it; every file in it is private. */
const makeFolder = (path: string) =>
  attempt(`Cannot make the data folder ${path}`, () => mkdir(path, { recursive: true, mode: 0o711 }))

/** The folder that holds all of a desk's own data, held by one desk at a time. */
export class DataFolder extends Context.Service<DataFolder, {
  readonly path: string
  /** SECRET_KEY, or else a key made once in the folder: what seals provider credentials and signs sessions. */
  readonly secretKey: Redacted.Redacted
}>()("desk/database/DataFolder") {
  /** Makes the folder if needed and holds it until the scope closes. */
  static readonly hold = Effect.fn("DataFolder.hold")(
    function* (path: string): Effect.fn.Return<string, DataFolderError, Scope.Scope> {
      const folder = resolve(path)
      yield* makeFolder(folder)
      yield* holdLock(folder)
      return folder
    },
  )

  static readonly layer = Layer.effect(
    DataFolder,
    Effect.gen(function* () {
      const config = yield* Config.all({
        dataDir: Config.NonEmptyString("DATA_DIR").pipe(Config.withDefault(".data")),
        secretKey: Config.Redacted("SECRET_KEY").pipe(Config.option),
      })
      const path = yield* DataFolder.hold(config.dataDir)
      const secretKey = Option.isSome(config.secretKey)
        ? config.secretKey.value
        : yield* secretFile(join(path, "secret.key"))
      return DataFolder.of({ path, secretKey })
    }),
  )
}
