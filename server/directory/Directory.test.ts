import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Layer, Redacted, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { TestDatabase } from "../../test/TestDatabase.ts"
import { SecretBox } from "../accounts/SecretBox.ts"
import { SecretKey } from "../accounts/SecretKey.ts"
import { demoWorkspace } from "../seed/demoWorkspace.ts"
import { insertWorkspace } from "../seed/insertWorkspace.ts"
import { parseSeedFile } from "../seed/readSeedFile.ts"
import { Directory } from "./Directory.ts"

const boxWith = (key: string) =>
  Layer.fresh(SecretBox.layer).pipe(Layer.provide(Layer.succeed(SecretKey, Redacted.make(key))))

const demo = Layer.effectDiscard(Effect.gen(function* () {
  const seed = yield* parseSeedFile(JSON.stringify(demoWorkspace("secret")))
  yield* insertWorkspace(seed, [], true)
}))

/** Another node: its own snapshot of the same database. */
const otherNode = Layer.fresh(Directory.layer)

layer(
  Directory.layer.pipe(
    Layer.provideMerge(demo),
    Layer.provideMerge(Layer.merge(TestDatabase.layer, boxWith("a secret of tests, long enough to be one"))),
  ),
  { excludeTestServices: true },
)("the directory", (it) => {
  it.effect("AUTH-3: knows every user, Sender ID and account of a workspace", () =>
    Effect.gen(function* () {
      const { accounts, senders, users, workspaces } = yield* Directory.use(({ snapshot }) => snapshot)
      assert.deepStrictEqual([workspaces.size, users.size, senders.size, accounts.size], [1, 3, 4, 1])
      assert.deepStrictEqual([...users.values()].map(({ name }) => name), ["Dana", "Omar", "Priya"])
    }))

  it.effect("AUTH-3: tells the other nodes and whoever listens there when something changed", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const here = yield* Directory
      yield* Effect.gen(function* () {
        const there = yield* Directory
        const next = yield* there.changes.pipe(
          Stream.filter(({ users }) => [...users.values()].some(({ name }) => name === "Dana B.")),
          Stream.runHead,
          Effect.forkChild({ startImmediately: true }),
        )
        yield* sql`UPDATE users SET name = 'Dana B.' WHERE name = 'Dana'`
        yield* here.changed
        yield* Fiber.join(next)
        const { users } = yield* there.snapshot
        assert.isTrue([...users.values()].some(({ name }) => name === "Dana B."))
      }).pipe(Effect.provide(otherNode))
    }))

  it.effect("ADMIN-2: does not start with a key that does not open the credentials", () =>
    Effect.gen(function* () {
      const start = Effect.scoped(Layer.build(otherNode)).pipe(
        Effect.provide(boxWith("another secret, as long as the first one")),
      )
      assert.strictEqual((yield* Effect.flip(start))._tag, "SecretUnreadable")
    }))
})
