import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { Headers } from "effect/http"
import { Sessions } from "../session/Sessions.ts"
import { cookieOf, password, post, signInAs } from "../session/SignInFixture.ts"
import { mailedToken, mailsTo, nextPassword, peopleFixture } from "./PeopleFixture.ts"

const options = { excludeTestServices: true }
const request = (email: string) => post("/request-password-reset", { email })
const reset = (token: string, next = nextPassword) => post("/reset-password", { token, password: next })
const askAgain = PgClient.PgClient.use((sql) =>
  sql`UPDATE password_resets SET created_at = created_at - interval '2 minutes'`
)

layer(peopleFixture, options)("a password reset", (it) => {
  it.effect("AUTH-1: answers alike whether the address is a user's or not, and mails users with a licence only", () =>
    Effect.gen(function* () {
      const answers = yield* Effect.forEach(["nobody@acme.test", "una@acme.test", " STAN@acme.test"], request)
      const texts = yield* Effect.forEach(answers, (answer) => answer.text)
      assert.deepStrictEqual(answers.map(({ status }) => status), [200, 200, 200])
      assert.strictEqual(new Set(texts).size, 1)
      assert.isNotEmpty(yield* mailedToken("stan@acme.test", "reset"))
      assert.deepStrictEqual(yield* mailsTo("nobody@acme.test"), [])
      assert.deepStrictEqual(yield* mailsTo("una@acme.test"), [])
    }))

  it.effect("AUTH-1: keeps of its link only what does not let one in", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const token = yield* mailedToken("stan@acme.test", "reset")
      const rows = yield* sql<{ readonly row: string }>`SELECT r::text AS row FROM password_resets r`
      assert.strictEqual(rows.length, 1)
      assert.notInclude(rows[0]?.row, token)
    }))

  it.effect("AUTH-1: sets the password once, and ends the user's sessions at once", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const cookie = yield* cookieOf("stan@acme.test")
      const others = yield* cookieOf("ann@acme.test")
      const { sessionId } = yield* sessions.resolve(Headers.fromInput({ cookie }))
      const token = yield* mailedToken("stan@acme.test", "reset")
      const ended = yield* sessions.ended.pipe(
        Stream.take(1),
        Stream.runCollect,
        Effect.forkChild({ startImmediately: true }),
      )

      const answers = yield* Effect.replicateEffect(reset(token), 5, { concurrency: 5 })
      assert.deepStrictEqual(answers.map(({ status }) => status).toSorted(), [200, 410, 410, 410, 410])
      assert.strictEqual((yield* reset(token, "yet another password")).status, 410)

      assert.deepStrictEqual(yield* Fiber.join(ended), [sessionId])
      yield* Effect.flip(sessions.resolve(Headers.fromInput({ cookie })))
      yield* sessions.resolve(Headers.fromInput({ cookie: others }))
      assert.strictEqual((yield* signInAs("stan@acme.test", password)).status, 401)
      assert.strictEqual((yield* signInAs("stan@acme.test", nextPassword)).status, 200)
      const mails = yield* mailsTo("stan@acme.test")
      assert.strictEqual(mails.filter(({ kind }) => kind === "security").length, 1)
    }))

  it.effect("AUTH-1: is refused with an expired, forged or missing link, and with a short password", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      yield* request("gus@acme.test")
      yield* request("guessed@acme.test")
      const token = yield* mailedToken("guessed@acme.test", "reset")
      assert.strictEqual((yield* reset(token, "short")).status, 400)
      assert.strictEqual((yield* reset(`${token.slice(0, -1)}_`)).status, 410)
      assert.strictEqual((yield* post("/reset-password", { password: nextPassword })).status, 400)
      yield* sql`UPDATE password_resets SET expires_at = now()`
      assert.strictEqual((yield* reset(token)).status, 410)
      assert.strictEqual((yield* signInAs("guessed@acme.test")).status, 200)
    }))

  it.effect("AUTH-1: mails one link in two minutes, and using one uses up all", () =>
    Effect.gen(function* () {
      yield* request("ann@acme.test")
      const first = yield* mailedToken("ann@acme.test", "reset")
      yield* request("ann@acme.test")
      yield* askAgain
      yield* request("ann@acme.test")
      const second = yield* mailedToken("ann@acme.test", "reset", 2)
      assert.notStrictEqual(first, second)
      assert.strictEqual((yield* mailsTo("ann@acme.test")).length, 2)
      assert.strictEqual((yield* reset(first)).status, 200)
      assert.strictEqual((yield* reset(second)).status, 410)
    }))

  it.effect("AUTH-1: is no way for other sites, and is throttled", () =>
    Effect.gen(function* () {
      const body = { email: "ann@acme.test" }
      const foreign = { origin: "https://evil.test" }
      assert.strictEqual((yield* post("/request-password-reset", body, foreign)).status, 403)
      assert.strictEqual(
        (yield* post("/reset-password", { token: "x", password: nextPassword }, foreign)).status,
        403,
      )
      const statuses = yield* Effect.forEach(
        Array.from({ length: 12 }),
        () => Effect.map(request("flooded@acme.test"), ({ status }) => status),
      )
      assert.deepStrictEqual(statuses, [...Array.from({ length: 10 }, () => 200), 429, 429])
      const guesses = yield* Effect.forEach(
        Array.from({ length: 12 }),
        (_, index) => Effect.map(reset(`guess${index}`), ({ status }) => status),
      )
      assert.strictEqual(guesses.at(-1), 429)
    }))
})
