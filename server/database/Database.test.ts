import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Queue, Schedule } from "effect"
import { TestDatabase } from "../../test/TestDatabase.ts"

const listeners = PgClient.PgClient.use((sql) =>
  sql<{ readonly pid: number }>`
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'converse-desk listener'`
)

layer(TestDatabase.layer, { excludeTestServices: true })("Database", (it) => {
  it.effect("one connection hears all channels, and another takes its place when it is lost", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const hearBoth = Effect.gen(function* () {
        const first = yield* sql.listen("first")
        const second = yield* sql.listen("second")
        yield* sql.notify("first", "a")
        yield* sql.notify("second", "b")
        assert.strictEqual((yield* Queue.take(first)).payload, "a")
        assert.strictEqual((yield* Queue.take(second)).payload, "b")
        return { first, second }
      })

      const lost = yield* Effect.scoped(Effect.gen(function* () {
        const { first, second } = yield* hearBoth
        const [backend, ...others] = yield* listeners
        assert.isDefined(backend)
        assert.lengthOf(others, 0)
        yield* sql`SELECT pg_terminate_backend(${backend?.pid ?? 0})`
        yield* Effect.flip(Queue.take(first))
        yield* Effect.flip(Queue.take(second))
        return backend?.pid
      }))
      const pid = yield* Effect.scoped(Effect.andThen(hearBoth, listeners)).pipe(
        Effect.map(([backend]) => backend?.pid),
      )
      assert.isDefined(pid)
      assert.notStrictEqual(pid, lost)
      yield* Effect.repeat(listeners, {
        until: (open) => open.length === 0,
        schedule: Schedule.spaced("20 millis"),
      })
    }))
})
