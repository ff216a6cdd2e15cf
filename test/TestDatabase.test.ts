import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { TestDatabase } from "./TestDatabase.ts"

const options = { excludeTestServices: true }

layer(TestDatabase.layer, options)("a test database", (it) => {
  it.effect("has every migration applied", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const rows = yield* sql<{ readonly count: number }>`SELECT count(*)::int AS count FROM migrations`
      assert.isAtLeast(rows[0]?.count ?? 0, 1)
    }))

  it.effect("is owned by a role that is no superuser", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const rows = yield* sql<{ readonly bypasses: boolean }>`
        SELECT rolsuper OR rolbypassrls AS bypasses FROM pg_roles WHERE rolname = current_user`
      assert.deepStrictEqual(rows, [{ bypasses: false }])
    }))

  it.effect("sorts by code point on every machine", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const rows = yield* sql<{ readonly name: string }>`
        SELECT name FROM (VALUES ('b'), ('a'), ('É'), ('B')) AS names (name) ORDER BY name`
      assert.deepStrictEqual(rows.map(({ name }) => name), ["B", "a", "b", "É"])
    }))
})
