import { Effect, Queue, Schema, type Scope } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import process from "node:process"
import { createInterface } from "node:readline"
import { serverArguments } from "../serverCommand.mjs"
import { root } from "../setUp.mjs"

/** A program of the benchmark failed or did not say in time what it was to say. */
export class BenchProgramError extends Schema.TaggedError<BenchProgramError>()("BenchProgramError", {
  message: Schema.String,
}) {}

const linesMax = 64
const shownCharactersMax = 4000
const stopMillisMax = 45_000

export interface BenchProgram {
  readonly pid: number
  /** The next line of standard output, as JSON. Fails when the program ends first. */
  readonly next: <A>(schema: Schema.Decoder<A>, secondsMax: number) => Effect.Effect<A, BenchProgramError>
  /** Fails when the program ends. */
  readonly ended: Effect.Effect<never, BenchProgramError>
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

const stop = (child: ChildProcess) =>
  Effect.callback<void>((resume) => {
    if (hasEnded(child) || child.pid === undefined) return resume(Effect.void)
    const cut = setTimeout(() => child.kill("SIGKILL"), stopMillisMax)
    child.once("exit", () => {
      clearTimeout(cut)
      resume(Effect.void)
    })
    // What we start ends when its standard input does, so that it ends however we did.
    child.stdin?.end()
  })

const startProgram = (entry: string | undefined, env: Readonly<Record<string, string>>) => {
  const { CLUSTER_HOST: _, DATABASE_URL: __, OTLP_URL: ___, PUBLIC_URL: ____, ...surrounding } = process.env
  const child = spawn(process.execPath, serverArguments(env, entry), {
    cwd: root,
    // Ctrl-C is for us to act on, in order.
    detached: true,
    env: { ...surrounding, ...env, STOP_WITH_PARENT: "true", DENO_NO_UPDATE_CHECK: "1" },
    stdio: ["pipe", "pipe", "pipe"],
  })
  child.stdin.on("error", () => child.kill("SIGKILL"))
  return child
}

/**
 * Runs the desk's server, or a program of the benchmark, as the server is run in production: on Deno with each
 * permission named, in a process of its own, which ends with the scope.
 */
export const benchProgram = Effect.fnUntraced(function* (
  entry: string | undefined,
  env: Readonly<Record<string, string>>,
): Effect.fn.Return<BenchProgram, never, Scope.Scope> {
  const child = yield* Effect.acquireRelease(Effect.sync(() => startProgram(entry, env)), stop)
  const lines = yield* Queue.sliding<string>(linesMax)
  let said = ""
  const say = (text: string) => void (said = `${said}\n${text}`.slice(-shownCharactersMax))
  createInterface(child.stdout).on("line", (text) => {
    say(text)
    Queue.offerUnsafe(lines, text)
  })
  createInterface(child.stderr).on("line", say)
  const failure = (what: string) =>
    new BenchProgramError({ message: `${entry ?? "The server"} ${what}\n${said}` })

  const ended = Effect.callback<never, BenchProgramError>((resume) => {
    const end = () => resume(Effect.fail(failure("ended")))
    if (hasEnded(child)) return end()
    // Comes when the output is complete, too.
    child.once("close", end)
    return Effect.sync(() => child.off("close", end))
  })

  const next: BenchProgram["next"] = (schema, secondsMax) =>
    Queue.take(lines).pipe(
      Effect.raceFirst(ended),
      Effect.timeoutOrElse({
        duration: `${secondsMax} seconds`,
        orElse: () => Effect.fail(failure(`said nothing within ${secondsMax} s`)),
      }),
      Effect.flatMap(Schema.decodeUnknownEffect(Schema.fromJsonString(schema))),
      Effect.catchTag(
        "SchemaError",
        (error) => Effect.fail(failure(`said something else: ${error.message}`)),
      ),
    )

  return { pid: child.pid ?? 0, next, ended }
})
