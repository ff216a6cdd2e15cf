import { assert, layer } from "@effect/vitest"
import { Effect, Exit, Fiber, Latch, Layer, Scope, Stream } from "effect"
import type { User, UserId } from "../../domain/user/User.ts"
import { deskLayer } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { Feed } from "./Feed.ts"
import { OnlineDesks } from "./OnlineDesks.ts"

const viewerOf = Effect.fnUntraced(function* (user: User) {
  const { workspaceId } = yield* TestWorkspace
  return { user, workspaceId, sessionId: `session of ${user.name}` }
})

/** An open desk, as the socket opens it. */
const openDesk = Effect.fnUntraced(function* (user: User) {
  const [feed, online, viewer] = [yield* Feed, yield* OnlineDesks, yield* viewerOf(user)]
  return Stream.unwrap(Effect.as(online.opened(user.id), feed.follow(viewer, null)))
})

/** What an open desk is told of who is online, until it is as wanted. */
const watch = Effect.fnUntraced(function* (user: User, wanted: (users: ReadonlyArray<UserId>) => boolean) {
  const opened = yield* Latch.make(false)
  const fiber = yield* Effect.forkScoped(
    (yield* openDesk(user)).pipe(
      Stream.tap(() => opened.open),
      Stream.takeUntil((frame) => frame._tag === "Online" && wanted(frame.users)),
      Stream.runDrain,
    ),
  )
  yield* opened.await
  return Fiber.join(fiber)
})

layer(deskLayer, { excludeTestServices: true })("OnlineDesks", (it) => {
  it.effect("INBOX-6: an admin is told who of the workspace has a desk open, from the first moment, and who left", () =>
    Effect.gen(function* () {
      const { ann, dana } = yield* TestWorkspace
      const danasDesk = yield* Scope.make()
      yield* (yield* openDesk(dana)).pipe(
        Stream.runDrain,
        Effect.forkIn(danasDesk),
      )
      yield* yield* watch(ann, (users) => users.includes(dana.id) && users.includes(ann.id))
      const left = yield* watch(ann, (users) => !users.includes(dana.id))
      yield* Scope.close(danasDesk, Exit.void)
      yield* left
    }))

  it.effect("AUTH-3: standard users are not told who is online", () =>
    Effect.gen(function* () {
      const { ann, dana, omar } = yield* TestWorkspace
      const told: Array<string> = []
      const opened = yield* Latch.make(false)
      yield* Effect.forkScoped(
        (yield* openDesk(dana)).pipe(
          Stream.runForEach((frame) => Effect.andThen(Effect.sync(() => told.push(frame._tag)), opened.open)),
        ),
      )
      yield* opened.await
      const seen = yield* watch(ann, (users) => users.includes(omar.id))
      yield* Effect.forkScoped(Stream.runDrain(yield* openDesk(omar)))
      yield* seen
      assert.notInclude(told, "Online")
    }))

  it.effect("SYNC-5: a desk that is open on another node counts", () =>
    Effect.gen(function* () {
      const { ann, omar } = yield* TestWorkspace
      const other = yield* Layer.build(Layer.fresh(OnlineDesks.layer))
      const seen = yield* watch(ann, (users) => users.includes(omar.id))
      yield* OnlineDesks.use((node) => node.opened(omar.id)).pipe(Effect.provide(other))
      yield* seen
    }))
})
