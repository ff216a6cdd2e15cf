import { assert, layer } from "@effect/vitest"
import { Duration, Effect, Fiber, Stream } from "effect"
import { Cookies, Headers } from "effect/http"
import { SqlClient } from "effect/sql"
import { Directory } from "../directory/Directory.ts"
import { GuessThrottle } from "./GuessThrottle.ts"
import { Sessions } from "./Sessions.ts"
import { cookieOf, get, password, post, signInAs, signInFixture } from "./SignInFixture.ts"

const options = { excludeTestServices: true }

const withCookie = (cookie: string) => Headers.fromInput({ cookie })
const withKey = (key: string) => Headers.fromInput({ authorization: `Bearer ${key}` })
const resolve = (headers: Headers.Headers) => Sessions.use((sessions) => sessions.resolve(headers))

const setLicensed = Effect.fnUntraced(function* (email: string, licensed: boolean) {
  const sql = yield* SqlClient.SqlClient
  const directory = yield* Directory
  yield* sql`UPDATE users SET licensed = ${licensed} WHERE email = ${email}`
  yield* directory.changed
})

layer(signInFixture(), options)("signing in", (it) => {
  it.effect("AUTH-1: opens a session for 12 hours and never shows its token to scripts", () =>
    Effect.gen(function* () {
      const response = yield* signInAs("ANN@acme.test")
      assert.strictEqual(response.status, 200)
      assert.strictEqual(response.headers["cache-control"], "no-store")
      const setCookie = response.headers["set-cookie"] ?? ""
      assert.match(setCookie, /^desk\.session_token=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/i)
      const text = yield* response.text
      const token = decodeURIComponent(/session_token=([^;]+)/.exec(setCookie)?.[1] ?? "").split(".")[0] ?? ""
      assert.isNotEmpty(token)
      assert.notInclude(text, token)

      const session = yield* get("/get-session", { cookie: Cookies.toCookieHeader(response.cookies) })
      const shown = yield* session.text
      assert.notInclude(shown, token)
      assert.include(shown, "ann@acme.test")
    }))

  it.effect("AUTH-1: without remembering lasts no longer than the browser, and 12 hours on the server", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const response = yield* signInAs("stan@acme.test", password, false)
      const cookies = Object.values(response.cookies.cookies)
      assert.isNotEmpty(cookies)
      assert.isTrue(
        cookies.every((cookie) => cookie.options?.maxAge === undefined && !cookie.options?.expires),
      )
      const rows = yield* sql<{ readonly late: boolean }>`
        SELECT expires_at > now() + interval '12 hours 1 minute' AS late FROM sessions`
      assert.isFalse(rows.some(({ late }) => late))
    }))

  it.effect("AUTH-1: with a wrong password, an unknown e-mail and no e-mail at all is refused in the same words", () =>
    Effect.gen(function* () {
      const answers = yield* Effect.forEach(
        ["stan@acme.test", "nobody@acme.test", "stan"],
        (email) =>
          Effect.flatMap(
            signInAs(email, "wrong"),
            (response) => Effect.map(response.text, (text) => ({ status: response.status, text })),
          ),
      )
      assert.deepStrictEqual(new Set(answers.map(({ status }) => status)), new Set([401]))
      assert.strictEqual(new Set(answers.map(({ text }) => text)).size, 1)
      assert.include(answers[0]?.text, "Email or password is not right.")
    }))

  it.effect("AUTH-1: takes about as long for an unknown e-mail as for a wrong password", () =>
    Effect.gen(function* () {
      const timed = (email: string) =>
        Effect.map(Effect.timed(signInAs(email, "wrong")), ([took]) => Duration.toMillis(took))
      yield* timed("nobody@acme.test")
      const known = yield* timed("guessed@acme.test")
      const unknown = yield* timed("nobody@acme.test")
      assert.isAbove(unknown, known / 5)
    }))

  it.effect("AUTH-1: is refused to a page of another site, and to a form", () =>
    Effect.gen(function* () {
      const credentials = { email: "ann@acme.test", password }
      for (
        const headers of [
          { origin: "https://evil.test" },
          { origin: "null" },
          { "sec-fetch-site": "cross-site" },
        ]
      ) {
        assert.strictEqual((yield* post("/sign-in/email", credentials, headers)).status, 403)
      }
      assert.strictEqual(
        (yield* post("/sign-in/email", credentials, { "content-type": "text/plain" })).status,
        415,
      )
    }))

  it.effect("AUTH-1: refuses bodies that are too big, no JSON or without credentials", () =>
    Effect.gen(function* () {
      for (
        const body of [{}, "x", { email: "ann@acme.test" }, { email: "a@b.c", password: "x".repeat(70_000) }]
      ) {
        assert.strictEqual((yield* post("/sign-in/email", body)).status, 400)
      }
    }))

  it.effect("AUTH-1: is all that there is: nobody signs up or lists sessions here", () =>
    Effect.gen(function* () {
      const cookie = yield* cookieOf("ann@acme.test")
      const account = { email: "new@acme.test", password, name: "New" }
      assert.strictEqual((yield* post("/sign-up/email", account)).status, 404)
      assert.strictEqual((yield* post("/change-password", {}, { cookie })).status, 404)
      for (const path of ["/list-sessions", "/ok", "/error", "/get-session/x"]) {
        assert.strictEqual((yield* get(path, { cookie })).status, 404)
      }
    }))
})

layer(signInFixture({ PUBLIC_URL: "https://desk.example.com/" }), options)("signing in by https", (it) => {
  it.effect("AUTH-1: uses a cookie that travels encrypted only", () =>
    Effect.gen(function* () {
      const response = yield* post(
        "/sign-in/email",
        { email: "ann@acme.test", password },
        { origin: "https://desk.example.com" },
      )
      assert.match(response.headers["set-cookie"] ?? "", /^__Secure-desk\.session_token=.*; Secure/)
      const caller = yield* resolve(withCookie(Cookies.toCookieHeader(response.cookies)))
      assert.strictEqual(caller.user.name, "Ann")
    }))
})

layer(signInFixture(), options)("a session", (it) => {
  it.effect("AUTH-1: ends with signing out, at once, and says so to its sockets", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const cookie = yield* cookieOf("ann@acme.test")
      const { sessionId } = yield* resolve(withCookie(cookie))
      const other = yield* resolve(withCookie(yield* cookieOf("ann@acme.test")))
      assert.deepStrictEqual(
        yield* sessions.stillValid([sessionId, other.sessionId]),
        new Set([sessionId, other.sessionId]),
      )

      const ended = yield* sessions.ended.pipe(
        Stream.take(1),
        Stream.runCollect,
        Effect.forkChild({ startImmediately: true }),
      )
      const response = yield* post("/sign-out", {}, { cookie })
      assert.strictEqual(response.status, 200)
      assert.strictEqual(response.cookies.cookies["desk.session_token"]?.value, "")

      assert.deepStrictEqual(yield* Fiber.join(ended), [sessionId])
      assert.strictEqual((yield* Effect.flip(resolve(withCookie(cookie))))._tag, "NotSignedIn")
      assert.deepStrictEqual(
        yield* sessions.stillValid([sessionId, other.sessionId]),
        new Set([other.sessionId]),
      )
      assert.strictEqual(
        yield* Effect.flatMap(get("/get-session", { cookie }), (answer) => answer.text),
        "null",
      )
    }))

  it.effect("AUTH-1: is not ended by a page of another site", () =>
    Effect.gen(function* () {
      const cookie = yield* cookieOf("ann@acme.test")
      assert.strictEqual((yield* post("/sign-out", {}, { cookie, origin: "https://evil.test" })).status, 403)
      yield* resolve(withCookie(cookie))
    }))

  it.effect("AUTH-3: is not one when the cookie is forged, cut, unsigned or missing", () =>
    Effect.gen(function* () {
      const cookie = yield* cookieOf("ann@acme.test")
      const [name, value = ""] = cookie.split("=")
      const token = value.split(".")[0]
      for (
        const forged of [
          `${name}=${token}.AAAA`,
          `${name}=${token}`,
          `${name}=x${value}`,
          `${name}=%`,
          "",
          "a=b",
        ]
      ) {
        const error = yield* Effect.flip(resolve(withCookie(forged)))
        assert.strictEqual(error._tag, "NotSignedIn")
      }
    }))

  it.effect("AUTH-3: that expired is not one", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const sessions = yield* Sessions
      const cookie = yield* cookieOf("stan@acme.test")
      const { sessionId } = yield* resolve(withCookie(cookie))
      yield* sql`UPDATE sessions SET expires_at = now() WHERE id = ${sessionId}`
      yield* sessions.forget(withCookie(cookie))
      yield* Effect.flip(resolve(withCookie(cookie)))
      assert.deepStrictEqual(yield* sessions.stillValid([sessionId]), new Set())
    }))

  it.effect("AUTH-3: is refused from the call after its user lost the licence", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const cookie = yield* cookieOf("stan@acme.test")
      const { sessionId } = yield* resolve(withCookie(cookie))
      yield* setLicensed("stan@acme.test", false)
      assert.include((yield* Effect.flip(resolve(withCookie(cookie)))).message, "no licence")
      assert.deepStrictEqual(yield* sessions.stillValid([sessionId]), new Set())
      yield* setLicensed("stan@acme.test", true)
      yield* resolve(withCookie(cookie))
    }))

  it.effect("AUTH-3: is not opened for a user without licence, who hears why only with the right password", () =>
    Effect.gen(function* () {
      const refused = yield* signInAs("una@acme.test")
      assert.strictEqual(refused.status, 403)
      assert.include(yield* refused.text, "no licence")
      assert.isUndefined(refused.headers["set-cookie"])
      assert.strictEqual((yield* signInAs("una@acme.test", "wrong")).status, 401)
    }))

  it.effect("AUTH-3: of an API key is its user's, and only a licensed one's", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const caller = yield* resolve(withKey("key-ann"))
      assert.strictEqual(caller.user.role, "admin")
      assert.notInclude(caller.sessionId, "key-ann")
      assert.deepStrictEqual(yield* sessions.stillValid([caller.sessionId]), new Set([caller.sessionId]))
      yield* Effect.flip(resolve(withKey("key-una")))
      assert.include((yield* Effect.flip(resolve(withKey("key-annn")))).message, "API key")
    }))
})

layer(signInFixture(), options)("guessing", (it) => {
  it.effect("AUTH-1: is throttled by e-mail after ten wrong passwords, also when they come at once", () =>
    Effect.gen(function* () {
      const statuses = yield* Effect.forEach(
        Array.from({ length: 20 }),
        () => Effect.map(signInAs("guessed@acme.test", "wrong"), ({ status }) => status),
        { concurrency: "unbounded" },
      )
      const tried = statuses.filter((status) => status === 401).length
      assert.isAtLeast(tried, 10)
      assert.isAtMost(tried, 13)

      const refused = yield* signInAs("guessed@acme.test")
      assert.strictEqual(refused.status, 429)
      assert.include(yield* refused.text, "Too many tries. Wait 5 minutes or reset your password.")
      assert.isAtMost(Number(refused.headers["retry-after"]), 300)
      assert.strictEqual((yield* signInAs("ann@acme.test")).status, 200)
    }))

  it.effect("AUTH-1: may go on after five minutes", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`UPDATE sign_in_guesses SET window_started_at = now() - interval '5 minutes'`
      assert.strictEqual((yield* signInAs("guessed@acme.test")).status, 200)
    }))

  it.effect("AUTH-1: begins anew after a right password", () =>
    Effect.gen(function* () {
      for (let round = 0; round < 2; round += 1) {
        for (let guess = 0; guess < 6; guess += 1) yield* signInAs("stan@acme.test", "wrong")
        assert.strictEqual((yield* signInAs("stan@acme.test")).status, 200)
      }
    }))

  it.effect("AUTH-1: is throttled by address over many e-mails", () =>
    Effect.gen(function* () {
      const throttle = yield* GuessThrottle
      const guess = (email: string, address: string) =>
        throttle.guard({ email, address }, Effect.succeed("no"), () => "wrong")
      for (let index = 0; index < 30; index += 1) yield* guess(`${index}@acme.test`, "192.0.2.1")
      assert.strictEqual((yield* Effect.flip(guess("one-more@acme.test", "192.0.2.1")))._tag, "TooManyTries")
      yield* guess("one-more@acme.test", "192.0.2.2")
    }))
})
