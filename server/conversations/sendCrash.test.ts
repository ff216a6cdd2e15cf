import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Redacted, Schedule } from "effect"
import { randomUUID } from "node:crypto"
import { databaseLayer } from "../database/Database.ts"
import { makeTwilioDesk, ownAddress, scopedTest } from "../../test/TwilioDesk.ts"

type TwilioDesk = Effect.Success<ReturnType<typeof makeTwilioDesk>>

const often = { schedule: Schedule.spaced("25 millis"), times: 800 }

/** Holds a conversation's row, so that no commit of its actor gets through, until it is let go. */
const holdRow = (id: string, held: Deferred.Deferred<void>, letGo: Deferred.Deferred<void>) =>
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    yield* sql.withTransaction(Effect.gen(function* () {
      yield* sql`SELECT FROM conversations WHERE id = ${id} FOR UPDATE`
      yield* Deferred.succeed(held, undefined)
      yield* Deferred.await(letGo)
    }))
  })

/** A commit waits for the row. */
const untilBlocked = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const [row] = yield* sql<{ readonly waiting: number }>`
    SELECT count(*)::int AS waiting FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()`
  return row?.waiting ?? 0
}).pipe(Effect.repeat({ until: (waiting) => waiting > 0, ...often }))

interface Stage {
  readonly at: string
  /** Brings the message to the stage at which the desk is killed, and kills it. */
  readonly kill: (
    desk: TwilioDesk,
    id: string,
    write: Effect.Effect<unknown, unknown>,
  ) => Effect.Effect<void, unknown>
  /** How often the provider must have taken it in the end. */
  readonly taken: ReadonlyArray<number>
  /** Whether nobody can know if it was sent. */
  readonly doubtful: boolean
}

const killDesk = ({ desk }: TwilioDesk) => Effect.promise(() => desk.kill())

const withRowHeld = <A, E>(
  desk: TwilioDesk,
  id: string,
  during: Effect.Effect<A, E, PgClient.PgClient>,
) =>
  Effect.gen(function* () {
    const [held, letGo] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
    const holding = yield* Effect.forkChild(holdRow(id, held, letGo))
    yield* Deferred.await(held)
    yield* during
    yield* killDesk(desk)
    yield* Deferred.succeed(letGo, undefined)
    yield* Fiber.join(holding)
  }).pipe(Effect.provide(databaseLayer(Redacted.make(desk.desk.databaseUrl))))

const stages: ReadonlyArray<Stage> = [
  {
    at: "while it is written",
    kill: (desk, id, write) =>
      withRowHeld(desk, id, Effect.andThen(Effect.forkChild(Effect.ignore(write)), untilBlocked)),
    // What goes at once is written as handed over: who was to send is dead.
    taken: [0],
    doubtful: true,
  },
  {
    at: "before it is claimed",
    kill: (desk, id, write) =>
      Effect.gen(function* () {
        // Refused for now: it waits for its next try.
        yield* desk.provider.script({ _tag: "Busy", status: 503, retryAfter: "2" })
        yield* write
        yield* desk.itemsUntil(id, (items) =>
          items.some(({ status, error }) => status === "queued" && error !== null))
        yield* killDesk(desk)
      }),
    taken: [1],
    doubtful: false,
  },
  {
    at: "while the claim is written",
    kill: (desk, id, write) =>
      Effect.gen(function* () {
        yield* desk.provider.script({ _tag: "Busy", status: 503, retryAfter: "2" })
        yield* write
        yield* desk.itemsUntil(id, (items) =>
          items.some(({ status, error }) => status === "queued" && error !== null))
        yield* withRowHeld(desk, id, untilBlocked)
      }),
    // Written by the database or not: it knows, and who was to send is dead.
    taken: [0, 1],
    doubtful: true,
  },
  {
    at: "while the provider holds the request and has not taken it",
    kill: (desk, _, write) =>
      Effect.gen(function* () {
        // It never answers: the connection is cut when the desk dies, and nothing is taken afterwards.
        yield* desk.provider.script({ _tag: "Hang" })
        yield* write
        yield* desk.provider.awaitReceived(1)
        yield* killDesk(desk)
      }),
    taken: [0],
    doubtful: true,
  },
  {
    at: "when the provider took it and has not answered",
    kill: (desk, _, write) =>
      Effect.gen(function* () {
        yield* desk.provider.script({ _tag: "AcceptThenWait", gate: Effect.never })
        yield* write
        yield* desk.provider.awaitAccepted(1)
        yield* killDesk(desk)
      }),
    taken: [1],
    doubtful: true,
  },
  {
    at: "while the answer is recorded",
    kill: (desk, id, write) =>
      Effect.gen(function* () {
        const gate = yield* Deferred.make<void>()
        yield* desk.provider.script({ _tag: "AcceptThenWait", gate: Deferred.await(gate) })
        yield* write
        yield* desk.provider.awaitAccepted(1)
        yield* withRowHeld(desk, id, Effect.andThen(Deferred.succeed(gate, undefined), untilBlocked))
      }),
    taken: [1],
    doubtful: true,
  },
]

describe("a desk that is killed amid a send", () => {
  it.live.each(stages)(
    "SEND-7, SEND-5: $at sends nothing twice, says of what nobody can know, and goes on with the next",
    (stage) =>
      scopedTest(Effect.gen(function* () {
        const desk = yield* makeTwilioDesk()
        yield* desk.bring("+15550500001", "hello", "SMhello", ownAddress)
        const [conversation] = yield* desk.conversations("mine", "key-of-stan")
        const id = conversation?.id ?? ""
        const first = randomUUID()
        yield* stage.kill(desk, id, desk.write(id, "once", first))
        yield* Effect.promise(() => desk.desk.restart())

        const next = yield* desk.write(id, "the next")
        assert.strictEqual(next.status, 202)
        const settled = yield* desk.itemsUntil(id, (items) =>
          items.some((item) =>
            item.id === next.body.id && item.status === "sent"
          ) &&
          items.some((item) => item.id === first && (item.status === "sent" || item.error !== null)))
        const bodies = (yield* desk.provider.accepted).map(({ body }) => body)
        const message = settled.find((item) => item.id === first)
        assert.include(stage.taken, bodies.filter((body) => body === "once").length)
        assert.strictEqual(bodies.at(-1), "the next")
        if (message?.status === "sent") return
        assert.isTrue(stage.doubtful)
        assert.strictEqual(message?.error?.code, "not_confirmed")

        // The agent decides: it was sent after all, or it goes once more.
        const again = yield* desk.call<{ readonly id: string }>(
          "POST",
          `/conversations/${id}/messages/${first}/again`,
          { id: randomUUID() },
          "key-of-stan",
        )
        assert.strictEqual(again.status, 202)
        yield* desk.itemsUntil(id, (items) =>
          items.some((item) =>
            item.id === again.body.id && item.status === "sent"
          ) &&
          items.some((item) => item.id === first && item.error?.code === "sent_again"))
        yield* desk.call("POST", `/conversations/${id}/messages/${first}/sent`, undefined, "key-of-stan")
        yield* desk.itemsUntil(id, (items) =>
          items.some((item) =>
            item.id === first && item.status === "sent" && item.error === null
          ))
      })),
    120_000,
  )
})
