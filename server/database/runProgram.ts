import { Effect, Schema } from "effect"
import { spawn } from "node:child_process"

/** How a program ended: its exit code (null when a signal ended it) and what it wrote to both outputs. */
export interface ProgramResult {
  readonly exitCode: number | null
  readonly output: string
}

/** The program could not be started at all. */
export class ProgramNotStarted extends Schema.TaggedError<ProgramNotStarted>()("ProgramNotStarted", {
  program: Schema.String,
  cause: Schema.Defect(),
}) {}

/** The OS user a program runs as; without it, the user we are. */
export interface OsUser {
  readonly uid: number
  readonly gid: number
}

/** More output than this is cut: it only ever serves an error message. */
const outputCharactersMax = 64 * 1024

/**
 * Runs a program to its end. The environment is exactly `env`, so that settings of the surrounding shell (PGDATA,
 * LD_LIBRARY_PATH, locales) do not change what it does; Deno would also ask for more permissions for some of them.
 * Interruption ends the program. (`effect/process` cannot run a program as another user.)
 */
export const runProgram = (program: string, args: ReadonlyArray<string>, options: {
  readonly user: OsUser | undefined
  readonly directory: string
  readonly env: Readonly<Record<string, string>>
}): Effect.Effect<ProgramResult, ProgramNotStarted> =>
  Effect.callback<ProgramResult, ProgramNotStarted>((resume) => {
    let output = ""
    const child = spawn(program, args, {
      ...options.user,
      cwd: options.directory,
      env: { ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    })
    const collect = (chunk: unknown) => {
      if (output.length < outputCharactersMax) output += String(chunk)
    }
    child.stdout.on("data", collect)
    child.stderr.on("data", collect)
    child.once("error", (cause) => resume(Effect.fail(new ProgramNotStarted({ program, cause }))))
    child.once("close", (exitCode) => resume(Effect.succeed({ exitCode, output: output.trim() })))
    return Effect.sync(() => child.kill("SIGTERM"))
  })
