import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Exit, Layer, Redacted, Scope } from "effect"
import { SqlClient } from "effect/sql"
import { randomUUID } from "node:crypto"
import { inject } from "vitest"
import { databaseLayer } from "../server/database/Database.ts"

const adminLayer = Layer.suspend(() =>
  PgClient.layer({ url: Redacted.make(inject("postgresAdminUrl")), maxConnections: 1 })
)

const asAdmin = (statement: string) =>
  SqlClient.SqlClient.use((sql) => sql.unsafe(statement)).pipe(Effect.provide(adminLayer), Effect.orDie)

/** The owner is not a superuser, as in production: what it may not do there fails in tests too. */
const acquire = Effect.gen(function* () {
  const url = new URL(inject("postgresTemplateUrl"))
  const template = url.pathname.slice(1)
  const name = `test_${randomUUID().replaceAll("-", "")}`
  yield* Effect.acquireRelease(
    asAdmin(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER ${url.username}`),
    () => asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  )
  url.pathname = `/${name}`
  return TestDatabase.of({ url: Redacted.make(url.href) })
})

/**
 * A fresh, migrated and empty database of the run's PostgreSQL, dropped at the end. In Effect tests:
 *
 *     layer(Journal.layer.pipe(Layer.provideMerge(TestDatabase.layer)), { excludeTestServices: true })("Journal", (it) => …)
 *
 * and for a server process: `await using database = await TestDatabase.create()`, then `database.url`.
 */
export class TestDatabase extends Context.Service<TestDatabase, {
  readonly url: Redacted.Redacted
}>()("desk/test/TestDatabase") {
  /** The database, and the SQL client as the server uses it. */
  static readonly layer = Layer.effect(TestDatabase, acquire).pipe(
    Layer.flatMap((context) =>
      Layer.merge(Layer.succeedContext(context), databaseLayer(Context.get(context, TestDatabase).url))
    ),
  )

  static async create(): Promise<{ readonly url: string } & AsyncDisposable> {
    const scope = Effect.runSync(Scope.make())
    const { url } = await Effect.runPromise(Scope.provide(acquire, scope))
    return {
      url: Redacted.value(url),
      [Symbol.asyncDispose]: () => Effect.runPromise(Scope.close(scope, Exit.void)),
    }
  }
}
