import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { randomUUID } from "node:crypto"
import { inject } from "vitest"
import { deskRole, ensureDeskRole } from "./DeskRole.ts"

const connected = (url: string) => PgClient.layer({ url: Redacted.make(url), maxConnections: 1 })

/** As the superuser. */
const order = (statement: string) =>
  Effect.suspend(() =>
    SqlClient.SqlClient.use((sql) => sql.unsafe(statement)).pipe(
      Effect.provide(connected(inject("postgresAdminUrl"))),
      Effect.orDie,
    )
  )

describe("the role of users' calls", () => {
  it.live("AUTH-4: a database user who may not act in it is told what to do, and can start once it was done", () =>
    Effect.gen(function* () {
      const name = `starter_${randomUUID().slice(0, 8)}`
      yield* Effect.acquireRelease(
        order(`CREATE ROLE ${name} LOGIN PASSWORD 'starter'`),
        () => order(`DROP ROLE ${name}`),
      )
      const url = new URL(inject("postgresAdminUrl"))
      url.username = name
      url.password = "starter"
      const starting = ensureDeskRole.pipe(Effect.provide(connected(url.href)))
      const error = yield* Effect.flip(starting)
      assert.strictEqual(error._tag, "DeskRoleMissing")
      assert.include(error.message, `GRANT ${deskRole} TO "${name}"`)
      yield* order(`GRANT ${deskRole} TO "${name}"`)
      yield* starting
      // And again, as at every start.
      yield* starting
    }).pipe(Effect.scoped))
})
