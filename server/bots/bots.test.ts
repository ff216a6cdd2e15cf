import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { randomUUID } from "node:crypto"
import { problemsBy } from "../../test/ApiDescription.ts"
import { toldBy } from "../../test/StandInBot.ts"
import { careAddress, scopedTest } from "../../test/TwilioDesk.ts"
import { databaseLayer } from "../database/Database.ts"
import { endPauses, key, lookAgain, makeBotDesk, type Row } from "./BotFixture.ts"

describe("a bot at the real desk", () => {
  it.live(
    "BOT-1, BOT-2: is told by a signed webhook, answers by the API, and nobody has anything to read",
    () =>
      scopedTest(Effect.gen(function* () {
        const { bot, call, customer, provider } = yield* makeBotDesk
        const { answer, id, items, row, write } = yield* customer("hours")
        const [told] = yield* bot.awaitAccepted(1)
        assert.deepStrictEqual([told?.type, told?.conversation, told?.text], [
          "message.received",
          id,
          "hours",
        ])
        const messageId = randomUUID()
        const sent = yield* answer("Nine to five.", messageId)
        assert.deepStrictEqual([sent.status, sent.body.code, sent.body.bot?.name, sent.body.author], [
          202,
          undefined,
          "Menu",
          null,
        ])
        assert.strictEqual((yield* answer("Nine to five.", messageId)).body.seq, sent.body.seq)
        assert.deepStrictEqual((yield* provider.awaitAccepted(1)).map(({ body }) => body), ["Nine to five."])
        yield* write("thanks")
        yield* bot.awaitAccepted(2)
        assert.deepInclude(yield* row, { botActive: true, unread: 0, owner: "admin@acme.test" })
        assert.deepStrictEqual((yield* items).map(({ kind, text }) => [kind, text]), [
          ["message", "hours"],
          ["bot_started", null],
          ["message", "Nine to five."],
          ["message", "thanks"],
        ])
        // Its key is for this, and for nothing else.
        assert.strictEqual((yield* call("GET", `/conversations/${id}`, undefined, key)).status, 200)
        assert.strictEqual((yield* call("GET", "/conversations", undefined, key)).status, 403)
        assert.strictEqual((yield* call("POST", `/conversations/${id}/assign`, { to: "x" }, key)).status, 403)
      })),
    60_000,
  )

  it.live(
    "BOT-1, API-1: is told as the API's description says, and fetches a message's file with its key while it is active",
    () =>
      scopedTest(Effect.gen(function* () {
        const { bot, call, desk, messagesUrl, provider } = yield* makeBotDesk
        const ask = (url: string, headers: Record<string, string> = {}) =>
          Effect.promise(() => fetch(url, { headers }))
        yield* provider.keepFile("MM1", "ME1", { type: "image/gif", body: `GIF89a${"x".repeat(100)}` })
        const message = { sid: "MM1", from: "+15550709999", to: careAddress, body: "broken" }
        yield* provider.bringMessage(messagesUrl, message, {
          NumMedia: "1",
          MediaUrl0: "https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM1/Media/ME1",
          MediaContentType0: "image/gif",
        })
        yield* bot.awaitAccepted(1)
        const description = yield* Effect.promise(async () =>
          (await fetch(`${desk.url}/openapi.json`)).json()
        )
        const problems = problemsBy(description, "BotWebhook")
        const body = JSON.parse((yield* bot.received)[0]?.body ?? "")
        assert.isNull(problems(body))
        assert.isNotNull(problems({ ...body, data: {} }))
        const { conversation, message: { media: [file] } } = body.data
        const mine = { authorization: `Bearer ${key}` }
        const fetched = yield* ask(file.url, mine).pipe(
          Effect.repeat({ until: ({ status }) => status !== 503, ...lookAgain }),
        )
        assert.deepStrictEqual([fetched.status, fetched.headers.get("content-type")], [200, "image/gif"])
        assert.strictEqual((yield* ask(file.url)).status, 401)
        yield* call("POST", `/conversations/${conversation.id}/handover`, {}, key)
        assert.strictEqual((yield* ask(file.url, mine)).status, 404)
      })),
    60_000,
  )

  it.live(
    "BOT-1: ends with an agent's reply and with its own hand-over; what it says later is refused",
    () =>
      scopedTest(Effect.gen(function* () {
        const { bot, call, customer, provider, write } = yield* makeBotDesk
        const first = yield* customer()
        const second = yield* customer("agent")
        yield* bot.awaitAccepted(2)
        assert.strictEqual((yield* write(first.id, "Ann here", randomUUID(), "key-of-ann")).status, 202)
        const late = yield* first.answer("too late")
        assert.deepStrictEqual([late.status, late.body.code], [409, "bot_not_active"])
        assert.strictEqual((yield* call("GET", `/conversations/${first.id}`, undefined, key)).status, 404)
        const reason = "They ask for a person"
        const handed = yield* call("POST", `/conversations/${second.id}/handover`, { reason }, key)
        assert.strictEqual(handed.status, 204)
        assert.deepInclude(yield* second.people, { botActive: false, unread: 1, owner: "admin@acme.test" })
        const ended = (yield* second.items).at(-1)
        assert.deepInclude(ended, { kind: "bot_ended", how: "handed_over", reason })
        assert.deepInclude((yield* first.items).find(({ kind }) => kind === "bot_ended"), {
          how: "taken_over",
          by: "admin@acme.test",
        })
        // What comes now is for people; an agent can start it again, and what waits is told to it.
        yield* second.write("still there?")
        assert.strictEqual((yield* second.row).unread, 1)
        assert.strictEqual((yield* call<Row>("POST", `/conversations/${second.id}/bot`)).body.botActive, true)
        assert.deepStrictEqual((yield* bot.awaitAccepted(3)).map(({ text }) => text).slice(2), [
          "still there?",
        ])
        assert.strictEqual(
          (yield* call<Row>("DELETE", `/conversations/${second.id}/bot`)).body.botActive,
          false,
        )
        assert.deepStrictEqual((yield* provider.accepted).map(({ body }) => body), ["Ann here"])
      })),
    60_000,
  )

  it.live(
    "BOT-1: an agent and the bot at once: there is one order, and nothing of the bot's after the agent's",
    () =>
      scopedTest(Effect.gen(function* () {
        const { bot, customer, write } = yield* makeBotDesk
        for (let round = 1; round <= 8; round++) {
          const { answer, id, items } = yield* customer()
          yield* bot.awaitAccepted(round)
          const [said] = yield* Effect.all(
            [answer("robot"), write(id, "person", randomUUID(), "key-of-ann")],
            { concurrency: 2 },
          )
          const order = (yield* items).map(({ kind, text }) => text ?? kind)
          assert.deepStrictEqual(
            order,
            said.status === 202
              ? ["hello", "bot_started", "robot", "bot_ended", "taken_over", "person"].filter((one) =>
                order.includes(one)
              )
              : ["hello", "bot_started", "bot_ended", "taken_over", "person"].filter((one) =>
                order.includes(one)
              ),
          )
          assert.strictEqual(order.includes("robot"), said.status === 202)
          assert.include(order, "person")
        }
      })),
    60_000,
  )

  it.live(
    "BOT-1: refused, cut off or too slow it is asked again, in order and under the same id; then people have it",
    () =>
      scopedTest(Effect.gen(function* () {
        const { bot, customer, desk } = yield* makeBotDesk
        yield* bot.script({ _tag: "Busy", status: 503 }, { _tag: "Cut" }, { _tag: "Accept" })
        const { write } = yield* customer("one")
        yield* write("two")
        assert.deepStrictEqual((yield* bot.awaitAccepted(2)).map(({ text }) => text), ["one", "two"])
        const calls = (yield* bot.received).map(toldBy)
        assert.deepStrictEqual(calls.map(({ text }) => text), ["one", "one", "one", "two"])
        assert.strictEqual(new Set(calls.map(({ id }) => id)).size, 2)

        yield* bot.script(...Array.from({ length: 5 }, () => ({ _tag: "Hang" }) as const))
        const slow = yield* customer("anybody?")
        const people = yield* slow.row.pipe(
          Effect.tap(endPauses),
          Effect.repeat({ until: ({ botActive }) => !botActive, ...lookAgain }),
          Effect.provide(databaseLayer(Redacted.make(desk.databaseUrl))),
        )
        assert.deepInclude(people, { unread: 1, owner: "admin@acme.test" })
        assert.deepInclude((yield* slow.items).at(-1), {
          how: "down",
          reason: "It did not answer within 1 seconds.",
        })
        const tries = (yield* bot.received).map(toldBy).filter(({ text }) => text === "anybody?")
        assert.strictEqual(tries.length, 5)
      })),
    90_000,
  )

  it.live(
    "BOT-1: after five lost conversations in a row it is left alone, and customers are with people at once",
    () =>
      scopedTest(Effect.gen(function* () {
        const { bot, customer } = yield* makeBotDesk
        for (let n = 1; n <= 5; n++) {
          yield* bot.script({ _tag: "Refuse", status: 404, code: 0, message: "" })
          const { items, people } = yield* customer()
          yield* people
          assert.deepInclude((yield* items).at(-1), { how: "down", reason: "It answered 404." })
        }
        // The node knows it a moment later.
        const sixth = yield* customer().pipe(
          Effect.flatMap(({ items }) => items),
          Effect.repeat({ until: (items) => items.every(({ kind }) => kind === "message"), times: 50 }),
        )
        assert.deepStrictEqual(sixth.map(({ kind }) => kind), ["message"])
      })),
    90_000,
  )

  it.live(
    "BOT-1: a desk that is killed tells the bot of everything that it acknowledged, in order",
    () =>
      scopedTest(Effect.gen(function* () {
        const { bot, customer, desk } = yield* makeBotDesk
        yield* bot.script({ _tag: "Hang" })
        const { write } = yield* customer("one")
        yield* bot.awaitReceived(1)
        yield* write("two")
        yield* write("three")
        yield* Effect.promise(() => desk.kill())
        yield* Effect.promise(() => desk.restart())
        assert.deepStrictEqual((yield* bot.awaitAccepted(3)).map(({ text }) => text), ["one", "two", "three"])
        const calls = (yield* bot.received).map(toldBy)
        assert.strictEqual(calls[0]?.id, calls[1]?.id)
      })),
    90_000,
  )
})
