import { AwsClient } from "aws4fetch"
import { Config, Context, Effect, Layer, Option, Redacted, Schema, Stream } from "effect"
import { createReadStream } from "node:fs"
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { DataFolder } from "../database/DataFolder.ts"

const callTimeLimit = "60 seconds"

/** A file could not be stored or read back; the cause is for the log. */
export class MediaStoreError extends Schema.TaggedError<MediaStoreError>()("MediaStoreError", {
  message: Schema.String,
}) {}

/** Bytes from `start` up to and with `end`. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

const failed = (what: string) => (cause: unknown) =>
  new MediaStoreError({ message: `${what}: ${String(cause)}` })

/** Keys are made by the desk: a workspace's folder and a random name in it. */
export const keyPattern = /^[0-9a-f-]{36}\/[0-9a-f-]{36}$/

/** Keeps the bytes of files under keys: in the data folder, or in an S3-compatible store where S3_URL names one (MEDIA-3). */
export class MediaStore extends Context.Service<MediaStore, {
  /** Durable when it returns. */
  readonly put: (key: string, bytes: Uint8Array) => Effect.Effect<void, MediaStoreError>
  /** The bytes, or a part of them; asked for only of what was put. */
  readonly get: (key: string, range: ByteRange | null) => Stream.Stream<Uint8Array, MediaStoreError>
  readonly remove: (key: string) => Effect.Effect<void, MediaStoreError>
}>()("desk/server/media/MediaStore") {
  static readonly inFolder = (root: string): MediaStore["Service"] => {
    const place = (key: string) => join(root, key)
    return {
      // Under another name first, so that a crash leaves no half a file under its key.
      put: (key, bytes) =>
        Effect.tryPromise({
          try: async () => {
            await mkdir(dirname(place(key)), { recursive: true, mode: 0o700 })
            await writeFile(`${place(key)}.part`, bytes, { mode: 0o600, flush: true })
            await rename(`${place(key)}.part`, place(key))
          },
          catch: failed("the file was not written"),
        }),
      get: (key, range) =>
        Stream.unwrap(
          Effect.tryPromise({ try: () => stat(place(key)), catch: failed("the file is not there") }).pipe(
            Effect.map(() =>
              Stream.fromAsyncIterable<Uint8Array, MediaStoreError>(
                createReadStream(place(key), range ?? {}),
                failed("the file was not read"),
              )
            ),
          ),
        ),
      remove: (key) =>
        Effect.tryPromise({
          try: () => rm(place(key), { force: true }),
          catch: failed("the file was not removed"),
        }),
    }
  }

  /**
   * `https://<access key>:<secret key>@<host>/<bucket>?region=<region>`, path-style, as every S3-compatible store takes it.
   * Each call is bounded to a minute.
   */
  static readonly inBucket = (address: URL): MediaStore["Service"] => {
    const client = new AwsClient({
      accessKeyId: decodeURIComponent(address.username),
      secretAccessKey: decodeURIComponent(address.password),
      region: address.searchParams.get("region") ?? "us-east-1",
      service: "s3",
      retries: 2,
    })
    const bucket = `${address.protocol}//${address.host}${address.pathname.replace(/\/+$/, "")}`
    const call = (what: string, key: string, init: RequestInit) =>
      Effect.tryPromise({
        try: async (signal) => {
          const response = await client.fetch(`${bucket}/${key}`, { ...init, signal })
          if (response.ok) return response
          await response.body?.cancel()
          throw new Error(`status ${response.status}`)
        },
        catch: failed(what),
      }).pipe(
        Effect.timeoutOrElse({
          duration: callTimeLimit,
          orElse: () => Effect.fail(new MediaStoreError({ message: `${what}: no answer within a minute` })),
        }),
      )
    return {
      put: (key, bytes) =>
        call("the file was not written to the bucket", key, { method: "PUT", body: new Uint8Array(bytes) })
          .pipe(
            Effect.andThen((response) => Effect.promise(() => response.arrayBuffer())),
            Effect.asVoid,
          ),
      get: (key, range) =>
        Stream.unwrap(
          call("the file was not read from the bucket", key, {
            headers: range === null ? {} : { range: `bytes=${range.start}-${range.end}` },
          }).pipe(
            Effect.map(({ body }) =>
              body === null ? Stream.empty : Stream.fromReadableStream({
                evaluate: () => body,
                onError: failed("the file was not read from the bucket"),
              })
            ),
          ),
        ),
      remove: (key) =>
        call("the file was not removed from the bucket", key, { method: "DELETE" }).pipe(
          Effect.andThen((response) => Effect.promise(() => response.arrayBuffer())),
          Effect.asVoid,
        ),
    }
  }

  static readonly layer = Layer.effect(
    MediaStore,
    Effect.gen(function* () {
      const bucket = yield* Config.Redacted("S3_URL").pipe(Config.option)
      if (Option.isSome(bucket)) {
        return MediaStore.of(MediaStore.inBucket(new URL(Redacted.value(bucket.value))))
      }
      const { path } = yield* DataFolder
      return MediaStore.of(MediaStore.inFolder(join(path, "media")))
    }),
  )
}
