import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Latch, Layer, Queue, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { deskLayerWith } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { type DraftChange, Drafts } from "../drafts/Drafts.ts"
import { Feed } from "./Feed.ts"

describe("a desk that closes while it is told", () => {
  it.live("SYNC-3, SYNC-5: keeps no other desk from being told, then or later", () =>
    Effect.gen(function* () {
      const changes = yield* Queue.unbounded<DraftChange>()
      const asked = yield* Latch.make(false)
      const answered = yield* Latch.make(false)
      const drafts = Layer.mock(Drafts)({
        changes: Stream.fromQueue(changes),
        read: (_, id, kind) =>
          Effect.as(Effect.andThen(asked.open, answered.await), { id, kind, text: "typed", version: 1 }),
      })
      yield* Effect.gen(function* () {
        const { dana, workspaceId } = yield* TestWorkspace
        const feed = yield* Feed
        const viewer = { user: dana, workspaceId, sessionId: "Dana's" }
        const follow = Effect.fnUntraced(function* (draftsWanted: number) {
          const opened = yield* Latch.make(false)
          const fiber = yield* Effect.forkScoped(
            feed.follow(viewer, null).pipe(
              Stream.tap(() => opened.open),
              Stream.filter((frame) => frame._tag === "DraftSaved"),
              Stream.take(draftsWanted),
              Stream.runCollect,
            ),
          )
          yield* opened.await
          return fiber
        })
        const change = (): DraftChange => ({
          user: dana.id,
          desk: randomUUID(),
          id: ConversationId.make(randomUUID()),
          kind: "reply",
        })
        const closing = yield* follow(1)
        const staying = yield* follow(2)
        yield* Queue.offer(changes, change())
        yield* asked.await
        yield* Fiber.interrupt(closing)
        yield* answered.open
        yield* Queue.offer(changes, change())
        assert.lengthOf(yield* Fiber.join(staying), 2)
      }).pipe(Effect.provide(deskLayerWith(drafts)))
    }).pipe(Effect.scoped))
})
