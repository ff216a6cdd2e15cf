import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { MagickFormat } from "@imagemagick/magick-wasm"
import { Effect, Layer, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { testMedia } from "../../test/TestMedia.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { MediaFiles } from "./MediaFiles.ts"
import { MediaStore } from "./MediaStore.ts"
import { pictureOf } from "./PictureFixture.ts"
import { Thumbnails } from "./Thumbnails.ts"

const photo = Effect.promise(() => pictureOf(MagickFormat.Jpeg, { width: 1200, height: 800 }))

/** A customer's file, fetched. */
const storedOf = Effect.fnUntraced(function* (bytes: Uint8Array) {
  const files = yield* MediaFiles
  const { account } = yield* TestWorkspace
  const message = {
    conversationId: ConversationId.make(randomUUID()),
    messageId: MessageId.make(randomUUID()),
  }
  yield* files.want(account, message, [{ id: "m1", name: "cat.jpg", type: "image/jpeg", size: null }])
  const [wanted] = yield* files.filesOf(message.conversationId, message.messageId)
  const row = yield* files.keep(wanted ?? assert.fail("no file"), bytes)
  const now = Effect.map(files.filesOf(message.conversationId, message.messageId), ([file]) => {
    if (!file || file.key === null || file.size === null) return assert.fail("no file")
    return { ...file, key: file.key, size: file.size }
  })
  return { ...message, key: row.key, now }
})

const tested = Thumbnails.layer.pipe(
  Layer.provideMerge(testMedia),
  Layer.provideMerge(TestWorkspace.layer),
)

layer(tested, { excludeTestServices: true })("Thumbnails", (it) => {
  it.effect(
    "MEDIA-2: makes one for all who ask, keeps it, and lets it go with its file",
    () =>
      Effect.gen(function* () {
        const files = yield* MediaFiles
        const store = yield* MediaStore
        const thumbnails = yield* Thumbnails
        const { conversationId, now } = yield* storedOf(yield* photo)
        const before = yield* now
        const asked = yield* Effect.replicateEffect(thumbnails.of(before), 5, { concurrency: 5 })
        const [made] = asked
        if (!made) return assert.fail("no thumbnail")
        assert.strictEqual(made.type, "image/webp")
        assert.strictEqual(new Set(asked.map((one) => one?.key)).size, 1)
        assert.strictEqual(
          (yield* Stream.runCollect(store.get(made.key, null))).flatMap((it) => [...it]).length,
          made.size,
        )
        assert.deepStrictEqual(yield* thumbnails.of(yield* now), made)
        // Another node that made one at the same time keeps the first.
        assert.deepStrictEqual(yield* thumbnails.of(before), made)
        yield* files.erase(conversationId)
        for (const key of [made.key, before.key]) {
          assert.strictEqual(
            (yield* Effect.flip(Stream.runDrain(store.get(key, null))))._tag,
            "MediaStoreError",
          )
        }
        assert.strictEqual((yield* Effect.flip(thumbnails.of(before)))._tag, "Unavailable")
      }),
    60_000,
  )

  it.effect("MEDIA-2: tries a broken picture once, and goes on with the next", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const thumbnails = yield* Thumbnails
      const whole = yield* photo
      const broken = Uint8Array.from(whole)
      // The size of its frame is nothing's.
      broken.fill(0xff, 2, 600)
      const { conversationId, now } = yield* storedOf(broken)
      assert.isNull(yield* thumbnails.of({ ...(yield* now), type: "image/jpeg" }))
      assert.isNotNull((yield* now).thumbnailProblem)
      yield* sql`UPDATE media_files SET key = 'none' WHERE conversation_id = ${conversationId}`
      assert.isNull(yield* thumbnails.of(yield* now))
      const next = yield* storedOf(whole)
      assert.isNotNull(yield* thumbnails.of(yield* next.now))
    }), 60_000)

  it.effect("MEDIA-2: has none of what is no picture, and leaves small ones as they are", () =>
    Effect.gen(function* () {
      const thumbnails = yield* Thumbnails
      const { now } = yield* storedOf(new TextEncoder().encode("not a picture"))
      assert.isNull(yield* thumbnails.of(yield* now))
      assert.isNull(yield* thumbnails.of({ ...(yield* now), type: "video/mp4" }))
      const small = { ...(yield* now), type: "image/png" }
      assert.strictEqual((yield* thumbnails.of(small))?.key, small.key)
    }))
})
