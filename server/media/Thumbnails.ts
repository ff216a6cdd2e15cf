import { PgClient } from "@effect/sql-pg"
import { Context, Deferred, Effect, FiberSet, Layer, RcRef, Semaphore, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { type MediaFileRow, MediaFiles } from "./MediaFiles.ts"
import { MediaStore } from "./MediaStore.ts"
import { NoThumbnail, openThumbnailThread } from "./openThumbnailThread.ts"

/** A picture that is stored. */
export type StoredFile = MediaFileRow & { readonly key: string; readonly size: number }

/** Where a smaller picture is, and how many bytes it has. */
export interface Thumbnail {
  readonly key: string
  readonly size: number
  readonly type: string
}

const kinds: ReadonlySet<string> = new Set(["image/jpeg", "image/png", "image/webp", "image/gif"])

/** Smaller ones are their own thumbnails. In bytes. */
const smallEnough = 48 * 1024
/** No channel brings larger pictures (provider-facts, 4). In bytes. */
const pictureSizeMax = 32 * 1024 * 1024
/** Pictures that wait for the one thread; who comes when there are more is told to try again. */
const waitingMax = 64
/** The thread and its memory (up to half a gigabyte after a very large picture) are given back after this time. */
const idleFor = "1 minute"

const busy = new Unavailable({ message: "Too many small pictures are being made. Try again in a minute." })
const couldNot = "The small picture could not be made. Try again."
const notMade = new Unavailable({ message: couldNot })
const notRead = orUnavailable(couldNot)

/**
 * Small pictures of files, made when one is first asked for, in a thread of its own that ends when nobody looks, and kept in
 * the store beside the file. They go with it (CONTACT-6).
 */
export class Thumbnails extends Context.Service<Thumbnails, {
  /** A small enough picture of a file; null where none can be made, as of a video. */
  readonly of: (file: StoredFile) => Effect.Effect<Thumbnail | null, Unavailable>
}>()("desk/server/media/Thumbnails") {
  static readonly layer = Layer.effect(
    Thumbnails,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const files = yield* MediaFiles
      const store = yield* MediaStore
      const thread = yield* RcRef.make({ acquire: openThumbnailThread, idleTimeToLive: idleFor })
      const running = yield* FiberSet.make()
      const turn = yield* Semaphore.make(1)
      const underway = new Map<string, Deferred.Deferred<Thumbnail | null, Unavailable>>()

      const madeOf = Effect.fnUntraced(
        function* (file: StoredFile) {
          if (file.size > pictureSizeMax) return yield* new NoThumbnail({ reason: "the file is too large" })
          const { make } = yield* RcRef.get(thread)
          const parts = yield* Stream.runCollect(store.get(file.key, null))
          return yield* make({ bytes: new Uint8Array(Buffer.concat([...parts])), type: file.type }).pipe(
            // Of a thread that is at work on a picture that is too much for it, nothing else comes.
            Effect.tapError((error) =>
              error._tag === "ThreadFailed" ? RcRef.invalidate(thread) : Effect.void
            ),
            Effect.catchTag("ThreadFailed", ({ reason }) => Effect.fail(new NoThumbnail({ reason }))),
          )
        },
        Effect.scoped,
        turn.withPermits(1),
      )

      const placeOf = ({ conversationId, messageId, position, key }: StoredFile) =>
        sql`conversation_id = ${conversationId} AND message_id = ${messageId} AND position = ${position}
          AND key = ${key}`

      const keep = Effect.fnUntraced(function* (file: StoredFile, bytes: Uint8Array) {
        const key = `${file.workspaceId}/${randomUUID()}`
        yield* store.put(key, bytes)
        const kept = yield* sql`
          UPDATE media_files SET thumbnail_key = ${key}, thumbnail_size = ${bytes.byteLength}
          WHERE ${placeOf(file)} AND thumbnail_key IS NULL RETURNING 1`
        if (kept.length > 0) return { key, size: bytes.byteLength, type: "image/webp" }
        // The file was erased meanwhile, or another node made one, too.
        yield* store.remove(key)
        const now = yield* files.filesOf(file.conversationId, file.messageId)
        return thumbnailIn(now.find(({ position }) => position === file.position))
      })

      const makeOne = (file: StoredFile) =>
        madeOf(file).pipe(
          Effect.flatMap((bytes) => keep(file, bytes)),
          Effect.catchTag("NoThumbnail", ({ reason }) =>
            Effect.as(
              sql`UPDATE media_files SET thumbnail_problem = ${reason.slice(0, 300)} WHERE ${placeOf(file)}`,
              null,
            )),
          Effect.tapError((error) => Effect.logWarning("a thumbnail was not made", errorSummary(error))),
          Effect.catchTags({ MediaStoreError: () => notMade, ThreadFailed: () => notMade }),
          notRead,
        )

      const ask = Effect.fn("Thumbnails.make")(function* (file: StoredFile) {
        const before = underway.get(file.key)
        if (before) return yield* Deferred.await(before)
        if (underway.size >= waitingMax) return yield* busy
        const done = Deferred.makeUnsafe<Thumbnail | null, Unavailable>()
        underway.set(file.key, done)
        // Whoever asked may be gone before it is made: others wait for it, too.
        yield* makeOne(file).pipe(
          Effect.onExit((exit) =>
            Effect.sync(() => {
              underway.delete(file.key)
              Deferred.doneUnsafe(done, exit)
            })
          ),
          FiberSet.run(running),
        )
        return yield* Deferred.await(done)
      })

      return Thumbnails.of({
        of: (file) => {
          if (!kinds.has(file.type) || file.thumbnailProblem !== null) return Effect.succeed(null)
          if (file.size <= smallEnough) return Effect.succeed(file)
          const there = thumbnailIn(file)
          return there === null ? ask(file) : Effect.succeed(there)
        },
      })
    }),
  )
}

const thumbnailIn = (row: MediaFileRow | undefined): Thumbnail | null =>
  row && row.thumbnailKey !== null && row.thumbnailSize !== null
    ? { key: row.thumbnailKey, size: row.thumbnailSize, type: "image/webp" }
    : null
