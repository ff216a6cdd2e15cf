import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import hours from "../../migrations/0015_hours.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"

layer(TestWorkspace.layer, { excludeTestServices: true })("0015_hours", (it) => {
  it.effect("HOURS-1: keeps the holidays that there are, each closed and once", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const holidays = Effect.map(
        sql<{ readonly holidays: unknown }>`SELECT holidays FROM workspaces`,
        ([row]) => row?.holidays,
      )
      yield* sql`ALTER TABLE workspaces DROP COLUMN quiet_hours`
      yield* sql`ALTER TABLE senders DROP COLUMN hours`
      yield* sql`UPDATE workspaces SET holidays = '["2026-12-25", "2026-01-01", "2026-12-25"]'`
      yield* hours
      assert.deepStrictEqual(yield* holidays, [
        { date: "2026-01-01", name: "", hours: [] },
        { date: "2026-12-25", name: "", hours: [] },
      ])
      yield* sql`UPDATE workspaces SET holidays = '[]'`
      yield* sql`ALTER TABLE workspaces DROP COLUMN quiet_hours`
      yield* sql`ALTER TABLE senders DROP COLUMN hours`
      yield* hours
      assert.deepStrictEqual(yield* holidays, [])
    }))
})
