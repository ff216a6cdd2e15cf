import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePort } from "../database/freePort.ts"
import { MediaStore } from "./MediaStore.ts"

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "converse-desk-store-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true, maxRetries: 5 })),
)

const answers = async (url: string, ended: () => boolean): Promise<void> => {
  while (!ended()) {
    const up = await fetch(url).then(
      (response) => response.body?.cancel().then(() => true) ?? true,
      () => false,
    )
    if (up) return
  }
  throw new Error("the store ended before it answered")
}

/** A server that speaks S3, with one bucket, in a process of its own. */
const bucket = Effect.gen(function* () {
  const path = yield* folder
  const port = yield* freePort
  const server = yield* Effect.acquireRelease(
    Effect.sync((): ChildProcess =>
      spawn("node", [
        "node_modules/s3rver/bin/s3rver.js",
        "--directory",
        path,
        "--address",
        "127.0.0.1",
        "--port",
        String(port),
        "--configure-bucket",
        "desk",
        "--silent",
      ], { stdio: "ignore" })
    ),
    (child) => Effect.sync(() => child.kill("SIGKILL")),
  )
  yield* Effect.promise(() => answers(`http://127.0.0.1:${port}/`, () => server.exitCode !== null))
  return MediaStore.inBucket(new URL(`http://S3RVER:S3RVER@127.0.0.1:${port}/desk`))
})

const bytesOf = (stream: ReturnType<MediaStore["Service"]["get"]>) =>
  stream.pipe(
    Stream.runCollect,
    Effect.map((parts) => new Uint8Array(Buffer.concat([...parts]))),
  )

describe.each([
  { name: "the data folder", store: Effect.map(folder, MediaStore.inFolder) },
  { name: "an S3-compatible store", store: bucket },
])("MediaStore in $name", ({ store }) => {
  it.live(
    "MEDIA-3: gives back what was put, whole and in parts, until it is removed",
    () =>
      Effect.gen(function* () {
        const { get, put, remove } = yield* store
        const key = `${randomUUID()}/${randomUUID()}`
        const bytes = new Uint8Array(300_000).map((_, n) => n % 251)
        yield* put(key, bytes)
        assert.deepStrictEqual(yield* bytesOf(get(key, null)), bytes)
        assert.deepStrictEqual(yield* bytesOf(get(key, { start: 1000, end: 1999 })), bytes.slice(1000, 2000))
        yield* put(key, bytes.slice(0, 10))
        assert.deepStrictEqual(yield* bytesOf(get(key, null)), bytes.slice(0, 10))
        yield* remove(key)
        assert.strictEqual((yield* Effect.flip(bytesOf(get(key, null))))._tag, "MediaStoreError")
        yield* remove(key)
      }).pipe(Effect.scoped),
    60_000,
  )
})
