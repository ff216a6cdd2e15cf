import { Deferred, Effect } from "effect"
import type { TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import { openThread, ThreadFailed } from "../threads/openThread.ts"
import type { TranscriptOrder } from "./transcriptFile.ts"

export type ToThread =
  | { readonly _tag: "Items"; readonly items: ReadonlyArray<TimelineItem> }
  | { readonly _tag: "Write"; readonly order: TranscriptOrder }

export type FromThread =
  | { readonly _tag: "Told"; readonly lines: number }
  | { readonly _tag: "Made"; readonly bytes: Uint8Array }
  | { readonly _tag: "Failed"; readonly reason: string }

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
  const made = yield* Deferred.make<Uint8Array, ThreadFailed>()
  const fail = (failure: ThreadFailed) => Deferred.doneUnsafe(made, Effect.fail(failure))
  let told: (lines: number) => void = () => {}
  const post = yield* openThread<ToThread, FromThread>(
    new URL("./threadMain.ts", import.meta.url),
    (word) => {
      if (word._tag === "Told") told(word.lines)
      else if (word._tag === "Made") Deferred.doneUnsafe(made, Effect.succeed(word.bytes))
      else fail(new ThreadFailed({ reason: word.reason }))
    },
    fail,
  )
  return {
    give: (items) => post({ _tag: "Items", items }),
    write: (order, tell) =>
      Effect.suspend(() => {
        told = tell
        return Effect.andThen(post({ _tag: "Write", order }), Deferred.await(made))
      }).pipe(Effect.timeoutOrElse({
        duration: writtenWithin,
        orElse: () => Effect.fail(new ThreadFailed({ reason: "it took too long" })),
      })),
  } satisfies TranscriptThread
})
