import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import pg from "pg"
import { makeTwilioDesk, scopedTest } from "../../test/TwilioDesk.ts"

const customers = Array.from({ length: 12 }, (_, n) => `+15550610${String(n).padStart(3, "0")}`)

interface Given {
  readonly ids: ReadonlyArray<string>
  readonly count: number
}

/** What Dana was told of assignments, once the feed was read to its end. */
const toldOnceRead = (databaseUrl: string) =>
  Effect.promise(async (): Promise<ReadonlyArray<Given> | null> => {
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    const { rows } = await client.query<
      { readonly behind: boolean; readonly told: ReadonlyArray<Given> | null }
    >(`
      SELECT EXISTS (SELECT FROM feed WHERE (feed.xid, feed.id) > (SELECT xid, id FROM notification_position)) AS behind,
        (SELECT json_agg(json_build_object('ids', conversation_ids, 'count', count)) FROM notices
          WHERE kind = 'assigned') AS told`)
    await client.end()
    const [row] = rows
    return row && !row.behind ? row.told ?? [] : null
  }).pipe(
    Effect.repeat({ until: (told) => told !== null, schedule: Schedule.spaced("50 millis"), times: 1_000 }),
  )

/* The notices over what may happen to a process: what the feed says is told, and told once. */
describe("notices of a desk that is killed", () => {
  it.live(
    "ASSIGN-3, NOTIFY-6: each assignment is told once, whatever was under way at the kill",
    () =>
      scopedTest(Effect.gen(function* () {
        const { bring, call, conversations, desk } = yield* makeTwilioDesk()
        yield* Effect.forEach(customers, (from) => bring(from, "hello"), { concurrency: 4 })
        const ids = (yield* conversations()).map(({ id }) => id)
        assert.strictEqual(ids.length, customers.length)
        const assign = (id: string) => call("POST", `/conversations/${id}/assign`, { to: "dana@acme.test" })
        yield* Effect.forEach(ids.slice(0, 8), assign, { concurrency: 4 })
        // Some are told, some are being told, and the others not yet.
        yield* Effect.promise(() => desk.kill())
        yield* Effect.promise(() => desk.restart())
        yield* Effect.forEach(ids.slice(8), assign, { concurrency: 4 })
        const told = (yield* toldOnceRead(desk.databaseUrl)) ?? []
        assert.deepStrictEqual(told.flatMap(({ ids }) => ids).sort(), [...ids].sort())
        assert.strictEqual(told.reduce((sum, { count }) => sum + count, 0), customers.length)
      })),
    90_000,
  )
})
