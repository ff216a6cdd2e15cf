import { Deferred, Effect, Schema } from "effect"
import { Worker } from "node:worker_threads"
import type { TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import type { TranscriptOrder } from "./transcriptFile.ts"

export type ToThread =
  | { readonly _tag: "Items"; readonly items: ReadonlyArray<TimelineItem> }
  | { readonly _tag: "Write"; readonly order: TranscriptOrder }

export type FromThread =
  | { readonly _tag: "Ready" }
  | { readonly _tag: "Told"; readonly lines: number }
  | { readonly _tag: "Made"; readonly bytes: Uint8Array }
  | { readonly _tag: "Failed"; readonly reason: string }

/** The thread ended, failed or took too long. */
export class ThreadFailed
  extends Schema.TaggedError<ThreadFailed>()("ThreadFailed", { reason: Schema.String }) {}

const readyWithin = "30 seconds"
/** 50,000 messages of many scripts take half a minute. */
const writtenWithin = "5 minutes"

/** A thread that sets one transcript; it ends with its scope, whatever it is doing. */
export interface TranscriptThread {
  readonly give: (items: ReadonlyArray<TimelineItem>) => Effect.Effect<void>
  /** Sets what it was given. `tell` hears now and then how many lines are done. */
  readonly write: (
    order: TranscriptOrder,
    tell: (lines: number) => void,
  ) => Effect.Effect<Uint8Array, ThreadFailed>
}

export const openTranscriptThread = Effect.gen(function* () {
  const ready = yield* Deferred.make<void, ThreadFailed>()
  const made = yield* Deferred.make<Uint8Array, ThreadFailed>()
  const fail = (reason: string) => {
    const failed = Effect.fail(new ThreadFailed({ reason }))
    Deferred.doneUnsafe(ready, failed)
    Deferred.doneUnsafe(made, failed)
  }
  let hear: (lines: number) => void = () => {}
  const worker = yield* Effect.acquireRelease(
    Effect.sync(() => new Worker(new URL("./threadMain.ts", import.meta.url))),
    (open) => Effect.promise(() => open.terminate()),
  )
  worker.on("message", (word: FromThread) => {
    if (word._tag === "Ready") Deferred.doneUnsafe(ready, Effect.void)
    else if (word._tag === "Told") hear(word.lines)
    else if (word._tag === "Made") Deferred.doneUnsafe(made, Effect.succeed(word.bytes))
    else fail(word.reason)
  })
  worker.on("error", (cause) => fail(cause.name))
  worker.on("exit", () => fail("it ended"))
  // What is said to a thread before it listens is lost on Deno.
  yield* Deferred.await(ready).pipe(Effect.timeoutOrElse({
    duration: readyWithin,
    orElse: () => Effect.fail(new ThreadFailed({ reason: "it did not start" })),
  }))
  const post = (word: ToThread) => Effect.sync(() => worker.postMessage(word))
  return {
    give: (items) => post({ _tag: "Items", items }),
    write: (order, tell) =>
      Effect.suspend(() => {
        hear = tell
        return Effect.andThen(post({ _tag: "Write", order }), Deferred.await(made))
      }).pipe(Effect.timeoutOrElse({
        duration: writtenWithin,
        orElse: () => Effect.fail(new ThreadFailed({ reason: "it took too long" })),
      })),
  } satisfies TranscriptThread
})
