import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { RawSocket } from "../../test/RawSocket.ts"
import { password, scopedTest } from "../../test/TwilioDesk.ts"
import { databaseLayer } from "../database/Database.ts"
import { endPauses, lookAgain, makeBotDesk } from "./BotFixture.ts"

/** As the admin's desk asks for it. */
const adminOf = (url: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const signedIn = await fetch(`${url}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: url },
        body: JSON.stringify({ email: "admin@acme.test", password }),
      })
      const cookie = signedIn.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ")
      return await RawSocket.open(url, cookie)
    }),
    (socket) => Effect.promise(() => socket[Symbol.asyncDispose]()),
  ).pipe(Effect.map((socket) => (tag: string, payload: unknown) =>
    Effect.promise(async () => {
      const [exit = ""] = await socket.ask(tag, payload)
      return JSON.parse(exit).exit
    })
  ))

const inDatabase = <A, E>(url: string, effect: Effect.Effect<A, E, SqlClient.SqlClient>) =>
  Effect.provide(effect, databaseLayer(Redacted.make(url)))

const waiting = SqlClient.SqlClient.use((sql) =>
  sql<{ readonly count: number }>`SELECT count(*)::int AS count FROM bot_deliveries`
).pipe(Effect.map(([row]) => row?.count ?? 0))

describe("where a bot's turn ends, and where not", () => {
  it.live(
    "BOT-1: a Sender ID is switched off, then the bot is removed: who waits is with people, and nobody is troubled about the rest",
    () =>
      scopedTest(Effect.gen(function* () {
        const { bot, customer, desk } = yield* makeBotDesk
        const ask = yield* adminOf(desk.url)
        const [answered, waits, elsewhere] = [
          yield* customer("one"),
          yield* customer("two"),
          yield* customer("three", "wa"),
        ]
        yield* bot.awaitAccepted(3)
        assert.strictEqual((yield* answered.answer("One it is")).status, 202)

        const [{ id, problem: _, skippedUntil: __, ...seen }] = (yield* ask("Bot.list", null)).value
        const changed = yield* ask("Bot.change", { id, seen, next: { ...seen, senders: ["wa"] } })
        assert.strictEqual(changed._tag, "Success")
        assert.deepInclude(yield* waits.people, { unread: 1, owner: "admin@acme.test" })
        assert.deepInclude((yield* waits.items).at(-1), {
          how: "down",
          reason: "It no longer answers on this Sender ID.",
        })
        assert.deepInclude(yield* answered.people, { unread: 0 })
        assert.deepInclude(yield* elsewhere.row, { botActive: true, unread: 0 })
        const next = yield* customer("four")
        assert.deepInclude(yield* next.row, { botActive: false, unread: 1 })

        assert.strictEqual((yield* ask("Bot.remove", { id }))._tag, "Success")
        assert.deepInclude(yield* elsewhere.people, { unread: 1 })
        assert.deepInclude((yield* elsewhere.items).at(-1), { how: "down", reason: "The bot was removed." })
        assert.strictEqual((yield* elsewhere.answer("Too late")).status, 401)
        assert.strictEqual((yield* bot.received).length, 3)
      })),
    60_000,
  )

  it.live(
    "BOT-1: a bot that answers the customer, and is too slow to say so to the desk, keeps the conversation",
    () =>
      scopedTest(Effect.gen(function* () {
        const { bot, customer, desk } = yield* makeBotDesk
        yield* bot.script(...Array.from({ length: 5 }, () => ({ _tag: "Hang" }) as const))
        const { answer, items, row } = yield* customer("slow?")
        yield* bot.awaitReceived(1)
        assert.strictEqual((yield* answer("Here I am")).status, 202)
        const look = Effect.tap(waiting, () => endPauses)
        yield* inDatabase(
          desk.databaseUrl,
          look.pipe(Effect.repeat({ until: (count) => count === 0, ...lookAgain })),
        )
        assert.strictEqual((yield* bot.received).length, 5)
        assert.deepInclude(yield* row, { botActive: true, unread: 0 })
        assert.deepStrictEqual((yield* items).map(({ kind }) => kind), ["message", "bot_started", "message"])
      })),
    60_000,
  )

  it.live(
    "BOT-1: a bot whose secret can no longer be read is told of nothing, and customers are with people",
    () =>
      scopedTest(Effect.gen(function* () {
        const { bot, customer, desk } = yield* makeBotDesk
        const spoil = SqlClient.SqlClient.use((sql) => sql`UPDATE bots SET sealed_secret = 'x'`)
        yield* inDatabase(desk.databaseUrl, spoil)
        const { items, people } = yield* customer("hello")
        assert.deepInclude(yield* people, { unread: 1 })
        assert.include((yield* items).at(-1)?.reason, "Its secret can no longer be read")
        assert.strictEqual((yield* bot.received).length, 0)
      })),
    60_000,
  )
})
