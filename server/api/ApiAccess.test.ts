import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Schema } from "effect"
import type { HttpMethod } from "effect/http"
import { HttpApi } from "effect/http-api"
import { SqlClient } from "effect/sql"
import { randomUUID } from "node:crypto"
import { apiFixture, call, customerWrites, freshNumber, post, request } from "./ApiFixture.ts"
import { ApiRate } from "./ApiKey.ts"
import { DeskApi } from "./DeskApi.ts"

const options = { excludeTestServices: true }
const codeIn = Schema.decodeUnknownEffect(Schema.Struct({ code: Schema.String }))

interface Endpoint {
  readonly method: HttpMethod.HttpMethod
  readonly path: string
}

/** Every call that the API has, for a conversation and a message of it. */
const endpointsFor = (id: string, messageId: string): ReadonlyArray<Endpoint> => {
  const endpoints: Array<Endpoint> = []
  HttpApi.reflect(DeskApi, {
    onGroup: () => {},
    onEndpoint: ({ endpoint: { method, path } }) => {
      endpoints.push({
        method,
        path: path.replace("/api/v1", "").replace(":messageId", messageId).replace(":id", id),
      })
    },
  })
  return endpoints
}

/** What a call needs so that only its access is wrong. */
const bodyOf = ({ method, path }: Endpoint): unknown => {
  if (method !== "POST" || path.endsWith("/unread")) return undefined
  if (path.endsWith("/assign")) return { to: "omar@acme.test" }
  if (path.endsWith("/again")) return { id: randomUUID() }
  if (path.endsWith("/read") || path.endsWith("/no-answer")) return { seq: 1 }
  const message = { id: randomUUID(), text: "hi" }
  return path.endsWith("/messages") ? message : { senderId: "care", to: freshNumber(), message }
}

/** Everything that conversations consist of, to see that nothing was done. */
const contents = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  return yield* sql`SELECT id, version, owner_id, last_seq FROM conversations ORDER BY id`
})

/** Stan's conversation with one message of his, which waits. */
const stansConversation = Effect.gen(function* () {
  const id = yield* customerWrites(freshNumber(), "only for Stan")
  yield* post(`/conversations/${id}/assign`, "key-ann", { to: "stan@acme.test" })
  const messageId = randomUUID()
  yield* post(`/conversations/${id}/messages`, "key-stan", { id: messageId, text: "for you only" })
  return { id, messageId }
})

layer(apiFixture, options)("access to the public API", (it) => {
  it.effect("AUTH-4: who may not send from a Sender ID names no numbers by trying to", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const message = { id: randomUUID(), text: "hi" }
      const start = { senderId: "wa", to: freshNumber(), name: "Not their name", message }
      const { body } = yield* post("/conversations", "key-omar", start)
      assert.deepStrictEqual(yield* codeIn(body), { code: "sender_not_yours" })
      assert.deepStrictEqual(yield* sql`SELECT 1 FROM contacts WHERE name = 'Not their name'`, [])
    }))

  it.effect("AUTH-3: no call answers without a key, with an unknown one, or with a cookie or password instead", () =>
    Effect.gen(function* () {
      const { id, messageId } = yield* stansConversation
      const endpoints = endpointsFor(id, messageId)
      assert.isAtLeast(endpoints.length, 10)
      const before = yield* contents
      const credentials: ReadonlyArray<Record<string, string>> = [
        {},
        { authorization: "Bearer key-nobody" },
        { authorization: "Bearer " },
        { authorization: "Bearer key-stan key-stan" },
        { authorization: "key-stan" },
        { authorization: `Basic ${btoa("stan@acme.test:key-stan")}` },
        { cookie: "desk.session_token=key-stan" },
      ]
      for (const endpoint of endpoints) {
        for (const headers of credentials) {
          const answer = yield* call(endpoint.path, { ...endpoint, body: bodyOf(endpoint), headers })
          assert.strictEqual(
            answer.status,
            401,
            `${endpoint.method} ${endpoint.path} ${JSON.stringify(headers)}`,
          )
          assert.strictEqual((yield* codeIn(answer.body)).code, "not_signed_in")
          assert.match(answer.headers["www-authenticate"] ?? "", /^Bearer/)
        }
      }
      assert.deepStrictEqual(yield* contents, before)
    }))

  it.effect("AUTH-3: a signed-in browser's cookie opens nothing here, so that no other page can use it", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const token = randomUUID()
      yield* sql`INSERT INTO sessions (id, token, user_id, expires_at, created_at, updated_at)
        SELECT gen_random_uuid(), ${token}, id, now() + interval '1 hour', now(), now() FROM users WHERE name = 'stan'`
      const answer = yield* call("/conversations", { headers: { cookie: `desk.session_token=${token}` } })
      assert.strictEqual(answer.status, 401)
    }))

  it.effect.each([
    { who: "AUTH-4: a standard user who has no part in it", key: "key-omar" },
    { who: "AUTH-3: the admin of another workspace", key: "key-eve" },
  ])("$who finds, reads and changes nothing of a conversation", ({ key }) =>
    Effect.gen(function* () {
      const { id, messageId } = yield* stansConversation
      const before = yield* contents
      const about = endpointsFor(id, messageId).filter(({ path }) => path.includes(id))
      assert.isAtLeast(about.length, 7)
      for (const endpoint of about) {
        const answer = yield* call(endpoint.path, { ...endpoint, key, body: bodyOf(endpoint) })
        assert.strictEqual(answer.status, 404, `${endpoint.method} ${endpoint.path}`)
        assert.strictEqual((yield* codeIn(answer.body)).code, "not_found")
      }
      for (const query of ["", "view=sent", "view=sender:care", "q=415"]) {
        const text = yield* Effect.flatMap(request(`/conversations?${query}`, { key }), ({ text }) => text)
        assert.notInclude(text, id)
      }
      assert.deepStrictEqual(yield* contents, before)
    }))

  it.effect("AUTH-4: another workspace's Sender ID cannot be sent from", () =>
    Effect.gen(function* () {
      const message = { id: randomUUID(), text: "hi" }
      const answer = yield* post("/conversations", "key-eve", {
        senderId: "care",
        to: freshNumber(),
        message,
      })
      assert.deepStrictEqual([answer.status, (yield* codeIn(answer.body)).code], [403, "sender_not_yours"])
    }))
})

const few = 5
const slowlyRefilled = Layer.succeed(ApiRate, { limit: few, windowMillis: 600_000 })

layer(apiFixture.pipe(Layer.provide(slowlyRefilled)), options)("the rate of the public API", (it) => {
  it.effect("API-1: a key that sends too many requests is told to wait; others are not held up", () =>
    Effect.gen(function* () {
      const answers = yield* Effect.forEach(
        Array.from({ length: few + 2 }),
        () => call("/conversations", { key: "key-stan" }),
      )
      assert.deepStrictEqual(answers.map(({ status }) => status), [
        ...Array.from({ length: few }, () => 200),
        429,
        429,
      ])
      const last = answers.at(-1)
      assert.strictEqual((yield* codeIn(last?.body)).code, "too_many_requests")
      assert.strictEqual(last?.headers["retry-after"], "1")
      assert.strictEqual((yield* call("/conversations", { key: "key-omar" })).status, 200)
    }))
})
