import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Result, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import type { MediaUploadId } from "../../domain/media/Upload.ts"
import { testMediaStore } from "../../test/TestMedia.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { MediaFiles } from "./MediaFiles.ts"
import { MediaStore, MediaStoreError } from "./MediaStore.ts"

/** What happens before bytes are removed: a store that is slow, or not there. */
let beforeRemoving: Effect.Effect<void, MediaStoreError> = Effect.void

const slowStore = Layer.effect(
  MediaStore,
  Effect.map(MediaStore, (store) => ({
    ...store,
    remove: (key: string) => Effect.andThen(Effect.suspend(() => beforeRemoving), store.remove(key)),
  })),
)
const tested = MediaFiles.layer.pipe(
  Layer.provideMerge(slowStore),
  Layer.provide(testMediaStore),
  Layer.provideMerge(TestWorkspace.layer),
)

const newConversation = () => ConversationId.make(randomUUID())

/** A file that an agent put in, and what becomes of it. */
const put = Effect.fnUntraced(function* (name: string) {
  const { ann: user, workspaceId } = yield* TestWorkspace
  const files = yield* MediaFiles
  const store = yield* MediaStore
  const sql = yield* PgClient.PgClient
  const viewer = { user, workspaceId, sessionId: "test", address: null }
  const { id } = yield* files.upload(viewer, name, new TextEncoder().encode(name))
  const [row] = yield* sql<{ readonly key: string }>`SELECT key FROM uploads WHERE id = ${id}`
  const key = row?.key ?? assert.fail("no upload")
  const sendIn = (conversationId: ConversationId, upload: MediaUploadId = id) =>
    files.attach(
      viewer,
      { channel: "sms", limit: {} },
      { conversationId, messageId: MessageId.make(randomUUID()) },
      [upload],
    )
  const isStored = Effect.map(
    Effect.exit(Stream.runDrain(store.get(key, null))),
    ({ _tag }) => _tag === "Success",
  )
  const placesIn = (conversationId: ConversationId) =>
    Effect.map(
      sql`SELECT FROM media_files WHERE conversation_id = ${conversationId} AND key = ${key}`,
      (rows) => rows.length,
    )
  return { isStored, key, placesIn, sendIn }
})

layer(tested, { excludeTestServices: true })("files of people who are erased", (it) => {
  it.effect("CONTACT-6: a file that was sent to two people stays for the other when one is erased, and goes with both", () =>
    Effect.gen(function* () {
      const files = yield* MediaFiles
      const { isStored, placesIn, sendIn } = yield* put("prices.txt")
      const [one, other] = [newConversation(), newConversation()]
      yield* sendIn(one)
      yield* sendIn(one)
      yield* sendIn(other)
      yield* files.erase(one)
      assert.deepStrictEqual([yield* placesIn(one), yield* placesIn(other), yield* isStored], [0, 1, true])
      yield* files.erase(other)
      assert.deepStrictEqual([yield* placesIn(other), yield* isStored], [0, false])
      const again = yield* Effect.flip(sendIn(newConversation()))
      assert.include(again.message, "no longer there")
    }))

  it.effect("CONTACT-6: of two who are erased at once the file goes", () =>
    Effect.gen(function* () {
      const files = yield* MediaFiles
      const sent = yield* Effect.forEach(["a.txt", "b.txt", "c.txt", "d.txt"], put)
      const both = [newConversation(), newConversation()]
      for (const { sendIn } of sent) yield* Effect.forEach(both, (id) => sendIn(id))
      yield* Effect.forEach(both, files.erase, { concurrency: 2 })
      for (const { isStored } of sent) assert.isFalse(yield* isStored)
    }))

  it.effect("CONTACT-6: who sends it at that moment has it, or is told that it is gone", () =>
    Effect.gen(function* () {
      const files = yield* MediaFiles
      const { isStored, placesIn, sendIn } = yield* put("moment.txt")
      const [erased, other] = [newConversation(), newConversation()]
      yield* sendIn(erased)
      const reached = yield* Deferred.make<void>()
      const goOn = yield* Deferred.make<void>()
      beforeRemoving = Effect.andThen(Deferred.succeed(reached, undefined), Deferred.await(goOn))
      const erasing = yield* Effect.forkChild(files.erase(erased))
      yield* Deferred.await(reached)
      beforeRemoving = Effect.void
      const sending = yield* Effect.forkChild(Effect.result(sendIn(other)))
      yield* Deferred.succeed(goOn, undefined)
      yield* Fiber.join(erasing)
      const sent = yield* Fiber.join(sending)
      assert.isTrue(Result.isFailure(sent))
      assert.deepStrictEqual([yield* placesIn(other), yield* isStored], [0, false])
    }))

  it.effect("CONTACT-6: an erasure whose store did not answer is asked for again and leaves nothing", () =>
    Effect.gen(function* () {
      const files = yield* MediaFiles
      const { isStored, placesIn, sendIn } = yield* put("later.txt")
      const erased = newConversation()
      yield* sendIn(erased)
      beforeRemoving = Effect.fail(new MediaStoreError({ message: "not there" }))
      const refused = yield* Effect.flip(files.erase(erased))
      assert.strictEqual(refused._tag, "Unavailable")
      beforeRemoving = Effect.void
      yield* files.erase(erased)
      assert.deepStrictEqual([yield* placesIn(erased), yield* isStored], [0, false])
    }))
})
