import { Config, Effect, Option, Schema } from "effect"
import { spawn } from "node:child_process"

const timeLimit = "60 seconds"

/** The scanner could not be asked. */
export class ScanFailed extends Schema.TaggedError<ScanFailed>()("ScanFailed", { message: Schema.String }) {}

/** Programs that are missing or may not be run fail here or by an event, depending on the runtime. */
const start = (command: string) =>
  Effect.try({
    try: () => spawn(command, [], { stdio: ["pipe", "ignore", "ignore"] }),
    catch: (cause) => new ScanFailed({ message: String(cause) }),
  })

const run = (command: string, bytes: Uint8Array) =>
  Effect.flatMap(start(command), (child) =>
    Effect.callback<number, ScanFailed>((resume) => {
      child.once("error", (error) => resume(Effect.fail(new ScanFailed({ message: String(error) }))))
      child.once("exit", (code) =>
        resume(
          code === null
            ? Effect.fail(new ScanFailed({ message: "the scanner was killed" }))
            : Effect.succeed(code),
        ))
      // A scanner that has seen enough closes its end.
      child.stdin.on("error", () => undefined)
      child.stdin.end(bytes)
      return Effect.sync(() => child.kill("SIGKILL"))
    }))

/**
 * Whether a file may be kept: the operator's virus scanner (MEDIA_SCAN_COMMAND, a program that reads the file from its
 * standard input) ends with 0 for clean, 1 for not; anything else is a failure of the scanner. True without a scanner.
 */
export const isClean = Effect.fn("isClean")(function* (bytes: Uint8Array) {
  const command = yield* Effect.orDie(Config.NonEmptyString("MEDIA_SCAN_COMMAND").pipe(Config.option))
  if (Option.isNone(command)) return true
  const code = yield* run(command.value, bytes).pipe(
    Effect.timeoutOrElse({
      duration: timeLimit,
      orElse: () => Effect.fail(new ScanFailed({ message: "the scanner did not end within a minute" })),
    }),
  )
  if (code > 1) return yield* new ScanFailed({ message: `the scanner ended with ${code}` })
  return code === 0
})
