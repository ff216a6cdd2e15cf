import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Schedule, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { testMedia } from "../../test/TestMedia.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { MediaFiles } from "./MediaFiles.ts"
import { MediaStore } from "./MediaStore.ts"
import { StaleUploadsLive } from "./StaleUploadsLive.ts"

const tested = testMedia.pipe(Layer.provideMerge(TestWorkspace.layer))

layer(tested, { excludeTestServices: true })("files that were put in", (it) => {
  it.effect("MEDIA-1, MEDIA-3: go with their bytes when nobody sends them within a day; what was sent stays", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const files = yield* MediaFiles
      const store = yield* MediaStore
      const { ann: user, workspaceId } = yield* TestWorkspace
      const admin = { user, workspaceId, sessionId: "test", address: null }
      const put = (name: string) => files.upload(admin, name, new TextEncoder().encode(name))
      const [old, fresh, sent] = [yield* put("old.txt"), yield* put("fresh.txt"), yield* put("sent.txt")]
      const keyOf = (id: string) =>
        Effect.map(
          sql<{ readonly key: string }>`SELECT key FROM uploads WHERE id = ${id}`,
          ([row]) => row?.key ?? assert.fail("no upload"),
        )
      const keys = { old: yield* keyOf(old.id), fresh: yield* keyOf(fresh.id), sent: yield* keyOf(sent.id) }
      const message = {
        conversationId: ConversationId.make(randomUUID()),
        messageId: MessageId.make(randomUUID()),
      }
      const carrier = { channel: "sms", limit: {} } as const
      yield* files.attach(admin, carrier, message, [sent.id])
      yield* sql`UPDATE uploads SET created_at = now() - interval '25 hours' WHERE id <> ${fresh.id}`

      yield* Effect.scoped(Effect.andThen(
        Layer.build(StaleUploadsLive),
        files.uploaded(admin, old.id).pipe(
          Effect.repeat({
            until: (found) => found === null,
            schedule: Schedule.spaced("20 millis"),
            times: 500,
          }),
        ),
      ))
      const isThere = (key: string) => Effect.isSuccess(Stream.runDrain(store.get(key, null)))
      assert.deepStrictEqual(
        [yield* isThere(keys.old), yield* isThere(keys.fresh), yield* isThere(keys.sent)],
        [false, true, true],
      )
      const gone = yield* Effect.flip(files.attach(admin, carrier, message, [old.id]))
      assert.include(gone.message, "no longer there")
      assert.strictEqual((yield* files.filesOf(message.conversationId, message.messageId))[0]?.key, keys.sent)
    }))
})
