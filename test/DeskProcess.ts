import { Effect, type Scope } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { setTimeout } from "node:timers/promises"
import { freePort } from "../server/database/freePort.ts"
import { serverArguments } from "../tools/serverCommand.mjs"
import { denoProgram, root } from "../tools/setUp.mjs"
import { TestDatabase } from "./TestDatabase.ts"

export interface DeskOptions {
  /** Another desk's database, to be a second node of it; without it, a fresh database that is dropped at the end. */
  readonly databaseUrl?: string
  /** The workspace it starts with, as SEED_FILE describes it; without it, the demo workspace. */
  readonly seed?: object
  /** True for a PostgreSQL in its own data folder, as with `npm start`: slower, and durable. */
  readonly embedded?: boolean
  /** More environment variables. */
  readonly env?: Readonly<Record<string, string>>
}

/** The password of the demo workspace's users. */
export const demoPassword = "correct horse battery staple"

const startMillisMax = 30_000
const stopMillisMax = 30_000
const pollMillis = 25
const logCharactersMax = 200_000

interface Owned {
  readonly dataDir: string
  readonly env: Readonly<Record<string, string>>
  readonly dispose: () => Promise<void>
}

const prepare = async (options: DeskOptions): Promise<Owned> => {
  const shared = options.embedded === true ? undefined : options.databaseUrl
  const database = options.embedded === true || shared !== undefined ? undefined : await TestDatabase.create()
  const databaseUrl = shared ?? database?.url
  const dataDir = await mkdtemp(join(tmpdir(), "converse-desk-data-"))
  // mkdtemp makes it private, but as root an embedded PostgreSQL in it runs as another user.
  await chmod(dataDir, 0o711)
  const seedFile = join(dataDir, "seed.json")
  if (options.seed !== undefined) await writeFile(seedFile, JSON.stringify(options.seed))
  return {
    dataDir,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? "",
      HOST: "127.0.0.1",
      DATA_DIR: dataDir,
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      STOP_WITH_PARENT: "true",
      ...(options.seed === undefined
        ? { SEED_DEMO: "true", DEMO_PASSWORD: demoPassword }
        : { SEED_FILE: seedFile }),
      ...options.env,
    },
    dispose: async () => {
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
      await database?.[Symbol.asyncDispose]()
    },
  }
}

/**
 * The real server as a process of its own, with the permissions of `npm start`, on a port that stays its own.
 *
 *     test("SEND-7: …", async () => {
 *       await using desk = await DeskProcess.start({ seed: { workspace: { … }, users: [ … ] } })
 *       const sent = await fetch(`${desk.url}/api/v1/conversations`, { headers: { authorization: "Bearer …" } })
 *       await desk.kill()                     // kill -9; desk.stop() is SIGTERM
 *       await desk.restart()                  // same port, database and data folder
 *       await using second = await DeskProcess.start({ databaseUrl: desk.databaseUrl, env: { CLUSTER_PORT: "…" } })
 *       assert.include(desk.logs, "Listening")
 *     })
 *
 * In an Effect: `const desk = yield* DeskProcess.scoped({ … })`. It ends with the test, whatever happens.
 */
export class DeskProcess implements AsyncDisposable {
  readonly port: number
  readonly url: string
  readonly databaseUrl: string
  readonly dataDir: string
  /** What it wrote so far, both outputs, all its lives; the latest when that is much. */
  logs = ""
  private child: ChildProcess | undefined

  private readonly owned: Owned

  private constructor(owned: Owned, port: number) {
    this.owned = owned
    this.port = port
    this.url = `http://127.0.0.1:${port}`
    this.databaseUrl = owned.env["DATABASE_URL"] ?? ""
    this.dataDir = owned.dataDir
  }

  static async start(options: DeskOptions = {}): Promise<DeskProcess> {
    const desk = new DeskProcess(await prepare(options), await Effect.runPromise(freePort))
    try {
      await desk.restart()
      return desk
    } catch (error) {
      await desk[Symbol.asyncDispose]()
      throw error
    }
  }

  static scoped(options: DeskOptions = {}): Effect.Effect<DeskProcess, never, Scope.Scope> {
    return Effect.acquireRelease(
      Effect.promise(() => DeskProcess.start(options)),
      (desk) => Effect.promise(() => desk[Symbol.asyncDispose]()),
    )
  }

  /** The process id while it runs. */
  get pid(): number | undefined {
    return this.child?.pid
  }

  /** Starts it again after `kill` or `stop`, with more environment variables if given; resolves when it is ready. */
  async restart(env: Readonly<Record<string, string>> = {}): Promise<void> {
    if (this.child !== undefined) throw new Error("The desk still runs: kill or stop it first")
    const environment = { ...this.owned.env, PORT: String(this.port), ...env }
    const child = spawn(denoProgram(), serverArguments(environment), {
      cwd: root,
      env: environment,
      stdio: ["pipe", "pipe", "pipe"],
    })
    this.child = child
    const collect = (chunk: unknown) =>
      void (this.logs = (this.logs + String(chunk)).slice(-logCharactersMax))
    child.stdout.on("data", collect)
    child.stderr.on("data", collect)
    child.once("exit", () => {
      if (this.child === child) this.child = undefined
    })
    await this.ready(child)
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    await this.end("SIGKILL")
  }

  /** SIGTERM, and the orderly end that follows; fails when that takes too long. */
  async stop(): Promise<void> {
    await this.end("SIGTERM")
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.stop()
    } finally {
      await this.owned.dispose()
    }
  }

  private async ready(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + startMillisMax
    while (this.child === child && Date.now() < deadline) {
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined)
      await answer?.body?.cancel()
      if (answer?.ok) return
      await setTimeout(pollMillis)
    }
    const ended = this.child === undefined
      ? `ended with ${child.exitCode}`
      : `was not ready in ${startMillisMax} ms`
    await this.kill()
    throw new Error(`The desk ${ended}:\n${this.logs}`)
  }

  private async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.child
    if (child === undefined) return
    const exited = once(child, "exit")
    child.kill(signal)
    const late = setTimeout(stopMillisMax, "late" as const, { ref: false })
    if (await Promise.race([exited, late]) !== "late") return
    child.kill("SIGKILL")
    await exited
    throw new Error(`The desk did not stop within ${stopMillisMax} ms:\n${this.logs}`)
  }
}
