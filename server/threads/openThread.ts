import { Deferred, Effect, Schema } from "effect"
import { Worker } from "node:worker_threads"

/** The thread did not start, ended, or took too long. */
export class ThreadFailed
  extends Schema.TaggedError<ThreadFailed>()("ThreadFailed", { reason: Schema.String }) {}

/** What every thread says first. */
export interface ThreadReady {
  readonly _tag: "Ready"
}

const readyWithin = "30 seconds"

/**
 * A thread that runs a module of the server and ends with its scope, whatever it is doing. The module says `Ready` once it
 * listens; everything else that it says comes to `hear`, and its end, whenever that is, to `fail`.
 */
export const openThread = Effect.fnUntraced(function* <To, From>(
  entry: URL,
  hear: (word: From) => void,
  fail: (failure: ThreadFailed) => void,
) {
  const ready = yield* Deferred.make<void, ThreadFailed>()
  const worker = yield* Effect.acquireRelease(
    Effect.sync(() => new Worker(entry)),
    (open) => Effect.promise(() => open.terminate()),
  )
  const end = (reason: string) => {
    const failure = new ThreadFailed({ reason })
    Deferred.doneUnsafe(ready, Effect.fail(failure))
    fail(failure)
  }
  worker.on("message", (word: From | ThreadReady) => {
    if (isReady(word)) Deferred.doneUnsafe(ready, Effect.void)
    else hear(word)
  })
  worker.on("error", (cause) => end(cause.name))
  worker.on("exit", () => end("it ended"))
  // What is said to a thread before it listens is lost on Deno.
  yield* Deferred.await(ready).pipe(Effect.timeoutOrElse({
    duration: readyWithin,
    orElse: () => Effect.fail(new ThreadFailed({ reason: "it did not start" })),
  }))
  return (word: To) => Effect.sync(() => worker.postMessage(word))
})

const isReady = <From>(word: From | ThreadReady): word is ThreadReady =>
  typeof word === "object" && word !== null && "_tag" in word && word._tag === "Ready"
