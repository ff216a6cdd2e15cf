import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { Headers } from "effect/http"
import { Sessions } from "../session/Sessions.ts"
import { cookieOf, password, post, signInAs } from "../session/SignInFixture.ts"
import { appCode, mailsTo, nextPassword, peopleFixture, signInWithCode, viewerOf } from "./PeopleFixture.ts"
import { OwnAccounts } from "./OwnAccounts.ts"
import { Users } from "./Users.ts"

const options = { excludeTestServices: true }

/** Signs in and gives who that is. */
const callerOf = Effect.fnUntraced(function* (email: string) {
  const cookie = yield* cookieOf(email)
  const sessions = yield* Sessions
  return { cookie, viewer: yield* sessions.resolve(Headers.fromInput({ cookie })) }
})

const codeOf = (answer: { readonly json: Effect.Effect<unknown, unknown> }) =>
  Effect.map(answer.json, (body) => JSON.stringify(body))

layer(peopleFixture, options)("one's own sessions", (it) => {
  it.effect("AUTH-1: are listed with device and address, and ended one by one or all but this", () =>
    Effect.gen(function* () {
      const own = yield* OwnAccounts
      const sessions = yield* Sessions
      yield* post("/sign-in/email", { email: "stan@acme.test", password }, {
        "user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0",
      })
      const here = yield* callerOf("stan@acme.test")
      const there = yield* callerOf("stan@acme.test")
      const other = yield* callerOf("ann@acme.test")
      const listed = (yield* own.get(here.viewer)).sessions
      assert.deepStrictEqual(listed.map(({ current }) => current).filter(Boolean).length, 1)
      assert.include(listed.map(({ device }) => device), "Firefox on Windows")
      assert.isTrue(listed.every(({ lastSeenAt }) => Math.abs(lastSeenAt - Date.now()) < 60_000))

      const ended = yield* sessions.ended.pipe(
        Stream.take(1),
        Stream.runCollect,
        Effect.forkChild({ startImmediately: true }),
      )
      yield* own.endSession(here.viewer, other.viewer.sessionId)
      yield* own.endSession(here.viewer, there.viewer.sessionId)
      assert.deepStrictEqual(yield* Fiber.join(ended), [there.viewer.sessionId])
      yield* Effect.flip(sessions.resolve(Headers.fromInput({ cookie: there.cookie })))
      yield* sessions.resolve(Headers.fromInput({ cookie: other.cookie }))

      yield* own.endOtherSessions(here.viewer)
      assert.deepStrictEqual((yield* own.get(here.viewer)).sessions.map(({ current }) => current), [true])
    }))
})

layer(peopleFixture, options)("one's own password", (it) => {
  it.effect("AUTH-1: is changed with the old one, which ends the other sessions, and is told by mail", () =>
    Effect.gen(function* () {
      const own = yield* OwnAccounts
      const here = yield* callerOf("stan@acme.test")
      yield* callerOf("stan@acme.test")
      const refused = yield* Effect.flip(own.changePassword(here.viewer, "wrong", nextPassword))
      assert.include(refused.message, "not right")
      assert.strictEqual((yield* own.get(here.viewer)).sessions.length, 2)
      yield* own.changePassword(here.viewer, password, nextPassword)
      assert.strictEqual((yield* own.get(here.viewer)).sessions.length, 1)
      assert.strictEqual((yield* signInAs("stan@acme.test", password)).status, 401)
      assert.strictEqual((yield* signInAs("stan@acme.test", nextPassword)).status, 200)
      assert.include((yield* mailsTo("stan@acme.test")).at(-1)?.text, "Your password was changed")
    }))

  it.effect("ADMIN-3: is in the audit log when it was changed, without any of its letters", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const { user } = yield* viewerOf("stan@acme.test")
      const rows = yield* sql<{ readonly entry: string }>`
        SELECT l::text AS entry FROM audit_log l WHERE user_id = ${user.id} AND action = 'password_changed'`
      assert.strictEqual(rows.length, 1)
      assert.notInclude(rows[0]?.entry, nextPassword)
    }))

  it.effect("AUTH-1: is not guessed from an open desk", () =>
    Effect.gen(function* () {
      const own = yield* OwnAccounts
      const { viewer } = yield* callerOf("guessed@acme.test")
      const answers = yield* Effect.forEach(
        Array.from({ length: 11 }),
        () => Effect.flip(own.changePassword(viewer, "wrong", nextPassword)),
      )
      assert.include(answers.at(-1)?.message, "Too many tries")
      assert.strictEqual((yield* signInAs("guessed@acme.test")).status, 429)
    }))

  it.effect("CONTACT-3: a new name of one's own is known to every desk at once", () =>
    Effect.gen(function* () {
      const own = yield* OwnAccounts
      const { viewer } = yield* callerOf("ann@acme.test")
      yield* own.rename(viewer, "  Ann Two ")
      assert.strictEqual((yield* viewerOf("ann@acme.test")).user.name, "Ann Two")
    }))
})

layer(peopleFixture, options)("a second factor", (it) => {
  let secret = ""
  let recovery: ReadonlyArray<string> = []

  it.effect("AUTH-1: counts once a code of the app was given, and not before", () =>
    Effect.gen(function* () {
      const own = yield* OwnAccounts
      const { viewer } = yield* callerOf("stan@acme.test")
      yield* Effect.flip(own.beginSecondFactor(viewer, "wrong"))
      const key = yield* own.beginSecondFactor(viewer, password)
      secret = key.secret
      assert.include(key.uri, `secret=${secret}`)
      assert.strictEqual((yield* signInAs("stan@acme.test")).status, 200)
      yield* Effect.flip(own.confirmSecondFactor(viewer, "000000"))
      recovery = yield* own.confirmSecondFactor(viewer, yield* appCode(secret))
      assert.strictEqual(new Set(recovery).size, 10)
      assert.match(recovery[0] ?? "", /^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$/)
      assert.deepInclude(yield* own.get(viewer), { secondFactor: true, recoveryCodesLeft: 10 })
      assert.include((yield* Effect.flip(own.beginSecondFactor(viewer, password))).message, "on already")
    }))

  it.effect("AUTH-1: is asked for after the right password only, and a code lets in once", () =>
    Effect.gen(function* () {
      const needed = yield* signInAs("stan@acme.test")
      assert.strictEqual(needed.status, 403)
      assert.include(yield* codeOf(needed), "CODE_NEEDED")
      assert.isUndefined(needed.headers["set-cookie"])
      assert.include(yield* codeOf(yield* signInAs("stan@acme.test", "wrong")), "WRONG_CREDENTIALS")

      // The code that switched it on is used up; the next one is taken early.
      const used = yield* appCode(secret)
      assert.include(yield* codeOf(yield* signInWithCode("stan@acme.test", used)), "WRONG_CODE")
      const next = yield* appCode(secret, 1)
      const answers = yield* Effect.replicateEffect(signInWithCode("stan@acme.test", ` ${next} `), 4, {
        concurrency: 4,
      })
      assert.strictEqual(answers.filter(({ status }) => status === 200).length, 1)
    }))

  it.effect("AUTH-1: is not guessed: after five wrong codes none is looked at, except a recovery code, once", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      yield* sql`DELETE FROM sign_in_guesses`
      yield* sql`UPDATE second_factors SET wrong = 0, locked_until = NULL, last_step = 0`
      for (let guess = 0; guess < 5; guess += 1) {
        assert.strictEqual((yield* signInWithCode("stan@acme.test", "12345678")).status, 401)
        const wrong = (yield* appCode(secret)) === "000000" ? "000001" : "000000"
        yield* sql`DELETE FROM sign_in_guesses`
        assert.strictEqual((yield* signInWithCode("stan@acme.test", wrong)).status, 401)
      }
      const locked = yield* signInWithCode("stan@acme.test", yield* appCode(secret))
      assert.strictEqual(locked.status, 429)
      assert.include(yield* codeOf(locked), "TOO_MANY_CODES")

      const code = recovery[0]?.toLowerCase() ?? ""
      const answers = yield* Effect.replicateEffect(signInWithCode("stan@acme.test", code), 4, {
        concurrency: 4,
      })
      assert.strictEqual(answers.filter(({ status }) => status === 200).length, 1)
      yield* sql`UPDATE second_factors SET locked_until = now()`
      assert.strictEqual((yield* signInWithCode("stan@acme.test", yield* appCode(secret))).status, 200)
    }))

  it.effect("AUTH-1: has nothing readable of key and recovery codes in the database", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const rows = yield* sql<{ readonly row: string }>`
        SELECT f::text AS row FROM second_factors f UNION ALL SELECT c::text FROM recovery_codes c`
      const kept = rows.map(({ row }) => row).join("\n")
      assert.notInclude(kept, secret)
      for (const code of recovery) assert.notInclude(kept, code.replaceAll("-", ""))
    }))

  it.effect("AUTH-1: is switched off by its user with the password, or by an admin for who lost it", () =>
    Effect.gen(function* () {
      const own = yield* OwnAccounts
      const users = yield* Users
      const stan = yield* viewerOf("stan@acme.test")
      const fresh = yield* own.renewRecoveryCodes(stan, password)
      assert.notInclude(fresh, recovery[1])
      assert.include(
        yield* codeOf(yield* signInWithCode("stan@acme.test", recovery[1] ?? "")),
        "WRONG_CODE",
      )
      yield* Effect.flip(own.endSecondFactor(stan, "wrong"))
      yield* own.endSecondFactor(stan, password)
      assert.strictEqual((yield* signInAs("stan@acme.test")).status, 200)

      const key = yield* own.beginSecondFactor(stan, password)
      yield* own.confirmSecondFactor(stan, yield* appCode(key.secret))
      const ann = yield* viewerOf("ann@acme.test")
      yield* Effect.flip(users.switchOffSecondFactor(stan, stan.user.id))
      yield* users.switchOffSecondFactor(ann, stan.user.id)
      assert.strictEqual((yield* signInAs("stan@acme.test")).status, 200)
      assert.include((yield* mailsTo("stan@acme.test")).at(-1)?.text, "Ann switched off your second factor")
    }))
})
