import { Config, Effect, Layer } from "effect"
import process from "node:process"

/**
 * With STOP_WITH_PARENT=true (the launcher and the tests set it), the program that started us holds the other end of our
 * standard input. When it is gone, however it ended, the input ends, and we stop as when told to by SIGTERM.
 */
export class StopWithParent {
  static readonly layer = Layer.effectDiscard(Effect.gen(function* () {
    const enabled = yield* Config.Boolean("STOP_WITH_PARENT").pipe(Config.withDefault(false))
    if (!enabled) return
    const stop = () => void process.kill(process.pid, "SIGTERM")
    yield* Effect.acquireRelease(
      Effect.sync(() => process.stdin.once("end", stop).once("error", stop).resume()),
      (input) => Effect.sync(() => input.off("end", stop).off("error", stop).pause()),
    )
  }))
}
