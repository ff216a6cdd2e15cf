import { Deferred, Effect, Schema } from "effect"
import { openThread, ThreadFailed } from "../threads/openThread.ts"

export interface Picture {
  readonly bytes: Uint8Array
  readonly type: string
}

export type FromThumbnailThread =
  | { readonly _tag: "Made"; readonly bytes: Uint8Array }
  | { readonly _tag: "Failed"; readonly reason: string }

/** No thumbnail can be made of a picture, now or later; the reason is for the log. */
export class NoThumbnail
  extends Schema.TaggedError<NoThumbnail>()("NoThumbnail", { reason: Schema.String }) {}

/** A picture of 12 megapixels takes up to two seconds; the largest on a busy machine several times as long. */
const madeWithin = "20 seconds"

/** A thread that makes thumbnails; it is given one picture at a time and ends with its scope. */
export interface ThumbnailThread {
  /** `ThreadFailed`: the thread is of no more use. */
  readonly make: (picture: Picture) => Effect.Effect<Uint8Array, NoThumbnail | ThreadFailed>
}

export const openThumbnailThread = Effect.gen(function* () {
  let made = Deferred.makeUnsafe<Uint8Array, NoThumbnail | ThreadFailed>()
  const post = yield* openThread<Picture, FromThumbnailThread>(
    new URL("./thumbnailThread.ts", import.meta.url),
    (word) =>
      Deferred.doneUnsafe(
        made,
        word._tag === "Made"
          ? Effect.succeed(word.bytes)
          : Effect.fail(new NoThumbnail({ reason: word.reason })),
      ),
    (failure) => Deferred.doneUnsafe(made, Effect.fail(failure)),
  )
  const make: ThumbnailThread["make"] = (picture) =>
    Effect.suspend(() => {
      made = Deferred.makeUnsafe()
      return Effect.andThen(post(picture), Deferred.await(made))
    }).pipe(Effect.timeoutOrElse({
      duration: madeWithin,
      orElse: () => Effect.fail(new ThreadFailed({ reason: "it took too long" })),
    }))
  return { make }
})
