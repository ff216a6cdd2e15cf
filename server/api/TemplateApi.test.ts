import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { randomUUID } from "node:crypto"
import { apiFixture, customerWrites, freshNumber, post } from "./ApiFixture.ts"
import { ApiItem } from "./ApiItem.ts"

const itemIn = (body: unknown) => Schema.decodeUnknownEffect(ApiItem)(body)
const Problem = Schema.Struct({
  code: Schema.String,
  detail: Schema.String,
  errors: Schema.optionalKey(Schema.Array(Schema.Struct({ path: Schema.String, message: Schema.String }))),
})
const problemIn = Schema.decodeUnknownEffect(Problem)

const write = Effect.fnUntraced(function* (
  name: string,
  body: string,
  { channel = "sms", language = "en" }: {
    readonly channel?: "sms" | "whatsapp"
    readonly language?: string
  } = {},
) {
  const sql = yield* PgClient.PgClient
  yield* sql`INSERT INTO templates (workspace_id, channel, type, name, key, language, body)
    SELECT id, ${channel}, 'conversation', ${name}, ${name.toLowerCase()}, ${language}, ${body} FROM workspaces
    WHERE name = 'Acme'`
})

const register = Effect.fnUntraced(function* (name: string, status: string) {
  const sql = yield* PgClient.PgClient
  yield* sql`INSERT INTO templates (workspace_id, channel, type, name, key, language, body, account_id, provider_id,
      category, status, quality, variables, scope, examples, fillable, status_at)
    SELECT workspace_id, 'whatsapp', 'conversation', ${name}, ${name}, 'en_US', 'Hi {{1}}, order {{2}} is late', id,
      ${randomUUID()}, 'utility', ${status}, 'green', 'numbered', 'part', '{}', true, now()
    FROM provider_accounts WHERE id = 'sim'`
})

const send = (id: string, template: object, messageId: string = randomUUID()) =>
  post(`/conversations/${id}/messages`, "key-stan", { id: messageId, template })

layer(apiFixture, { excludeTestServices: true })("templates by the public API", (it) => {
  it.effect("API-1, TMPL-2: a template goes by its name, filled with the values and what is known", () =>
    Effect.gen(function* () {
      yield* write("Hello", "Hi {{contact.name}}, {{user.name}} about {{order}}")
      const to = freshNumber()
      const message = { id: randomUUID(), template: { name: " HELLO", values: { order: "BW-1" } } }
      const start = { senderId: "care", to, name: "Elena Marsh", message }
      const started = yield* post("/conversations", "key-stan", start)
      assert.strictEqual(started.status, 201, JSON.stringify(started.body))
      const { id, lastSeq } = yield* Schema.decodeUnknownEffect(
        Schema.Struct({ id: Schema.String, lastSeq: Schema.Int }),
      )(started.body)
      const repeated = yield* post("/conversations", "key-stan", start)
      assert.deepStrictEqual([repeated.status, lastSeq], [201, 1])

      const messageId = randomUUID()
      const answer = yield* send(id, { name: "Hello", values: { order: "BW-2" } }, messageId)
      assert.strictEqual(answer.status, 202)
      const item = yield* itemIn(answer.body)
      assert.deepStrictEqual([item.text, item.type, item.status, item.seq], [
        "Hi Elena Marsh, stan about BW-2",
        "template",
        "queued",
        2,
      ])
      assert.isNull(item.template?.registered)
      const again = yield* itemIn((yield* send(id, { name: "Gone since" }, messageId)).body)
      assert.deepStrictEqual([again.id, again.seq, again.text], [item.id, item.seq, item.text])
    }))

  it.effect("API-1, TMPL-3, MEDIA-1: a template that begins with a picture goes with one, and not without", () =>
    Effect.gen(function* () {
      yield* register("pictured", "approved")
      const sql = yield* PgClient.PgClient
      yield* sql`UPDATE templates SET header = '{"format":"image","address":null}'::jsonb WHERE name = 'pictured'`
      const id = yield* customerWrites(freshNumber(), "hello", "wa")
      yield* post(`/conversations/${id}/assign`, "key-ann", { to: "stan@acme.test" })
      const template = { name: "pictured", values: { "1": "Ann", "2": "42" } }
      const without = yield* send(id, template)
      assert.deepStrictEqual([without.status, (yield* problemIn(without.body)).code], [
        422,
        "template_value_missing",
      ])
      const png = Buffer.concat([Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), Buffer.alloc(100)])
      const media = [{ data: png.toString("base64"), name: "label.png" }]
      const answer = yield* post(`/conversations/${id}/messages`, "key-stan", {
        id: randomUUID(),
        template,
        media,
      })
      assert.strictEqual(answer.status, 202, JSON.stringify(answer.body))
      const item = yield* itemIn(answer.body)
      assert.deepStrictEqual([item.template?.header?.format, item.media[0]?.type], ["image", "image/png"])
    }))

  it.effect("API-1, TMPL-2: what is missing or wrong is a problem that names the field, and nothing is sent", () =>
    Effect.gen(function* () {
      yield* write("Bill", "Due {{amount}} on {{day}}")
      const id = yield* customerWrites(freshNumber(), "hello")
      yield* post(`/conversations/${id}/assign`, "key-ann", { to: "stan@acme.test" })
      const missing = yield* send(id, { name: "Bill", values: { amount: "10" } })
      assert.strictEqual(missing.status, 422)
      assert.deepStrictEqual(yield* problemIn(missing.body), {
        code: "template_value_missing",
        detail: "Fill in Day.",
        errors: [{ path: "template.values.day", message: "Fill in Day." }],
      })
      const long = yield* problemIn(
        (yield* send(id, { name: "Bill", values: { amount: "x".repeat(1025), day: "Mon" } })).body,
      )
      assert.strictEqual(long.code, "template_value_invalid")
      const none = yield* send(id, { name: "Nothing", values: {} })
      assert.deepStrictEqual([none.status, (yield* problemIn(none.body)).code], [422, "template_not_found"])
      const both = yield* post(`/conversations/${id}/messages`, "key-stan", {
        id: randomUUID(),
        text: "x",
        template: { name: "Bill" },
      })
      assert.deepStrictEqual([both.status, (yield* problemIn(both.body)).code], [400, "invalid_request"])
    }))

  it.effect("API-1: of several languages the one that is asked for goes, else an English one", () =>
    Effect.gen(function* () {
      yield* write("Bye", "Adiós", { language: "es" })
      yield* write("Bye", "Goodbye", { language: "en_GB" })
      const id = yield* customerWrites(freshNumber(), "hello")
      yield* post(`/conversations/${id}/assign`, "key-ann", { to: "stan@acme.test" })
      const textOf = (template: object) =>
        Effect.flatMap(send(id, template), ({ body }) => Effect.map(itemIn(body), ({ text }) => text))
      assert.strictEqual(yield* textOf({ name: "Bye" }), "Goodbye")
      assert.strictEqual(yield* textOf({ name: "Bye", language: "es" }), "Adiós")
      assert.strictEqual(yield* textOf({ name: "Bye", language: "en-gb", values: {} }), "Goodbye")
      const other = yield* send(id, { name: "Bye", language: "fr" })
      assert.strictEqual((yield* problemIn(other.body)).code, "template_not_found")
    }))

  it.effect("TMPL-3: a registered one is sent only while it is approved", () =>
    Effect.gen(function* () {
      yield* register("late_order", "approved")
      yield* register("paused_order", "paused")
      yield* register("new_order", "pending")
      const id = yield* customerWrites(freshNumber(), "hello", "wa")
      const values = { "1": "Samir", "2": "BW-1" }
      const sent = yield* send(id, { name: "late_order", language: "en_US", values })
      const item = yield* itemIn(sent.body)
      assert.strictEqual(item.text, "Hi Samir, order BW-1 is late")
      assert.strictEqual(item.template?.registered?.name, "late_order")
      const paused = yield* send(id, { name: "paused_order", values })
      assert.deepStrictEqual([paused.status, (yield* problemIn(paused.body)).code], [409, "template_paused"])
      const pending = yield* send(id, { name: "new_order", values })
      assert.deepStrictEqual([pending.status, (yield* problemIn(pending.body)).code], [
        409,
        "template_not_approved",
      ])
    }))
})
