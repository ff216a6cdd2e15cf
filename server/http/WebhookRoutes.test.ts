import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { careAddress, makeTwilioDesk, scopedTest } from "../../test/TwilioDesk.ts"

const inbound = (from: string, sid: string, to = careAddress) => ({
  MessageSid: sid,
  AccountSid: "AC",
  From: from,
  To: to,
  Body: "hello",
  NumMedia: "0",
  SmsStatus: "received",
})

const post = (url: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  Effect.promise(async () => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body,
    })
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      text: await response.text(),
    }
  })

describe("webhook routes", () => {
  it.live(
    "HOOK-1, HOOK-2: what cannot be taken gets a clear answer, and nothing of it is stored",
    () =>
      scopedTest(Effect.gen(function* () {
        const { conversations, desk, messagesUrl, provider } = yield* makeTwilioDesk()
        const form = new URLSearchParams(inbound("+15550500001", "SM1")).toString()
        const codeOf = (answer: { readonly text: string }) => String(JSON.parse(answer.text).code)

        const unsigned = yield* post(messagesUrl, form)
        assert.deepStrictEqual([unsigned.status, codeOf(unsigned)], [403, "bad_signature"])
        assert.strictEqual(unsigned.type, "application/problem+json")
        const forged = yield* post(messagesUrl, form, { "x-twilio-signature": "Zm9yZ2VkIHNpZ25hdHVyZQ==" })
        assert.deepStrictEqual([forged.status, codeOf(forged)], [403, "bad_signature"])

        const { MessageSid: _, ...withoutSid } = inbound("+15550500001", "SM1")
        assert.strictEqual(yield* provider.post(messagesUrl, withoutSid), 400)
        const unknownSender = inbound("+15550500001", "SM2", "+15005559999")
        assert.strictEqual(yield* provider.post(messagesUrl, unknownSender), 404)
        assert.strictEqual(
          yield* provider.post(messagesUrl.replace("tw1", "tw9"), inbound("+15550500001", "SM3")),
          404,
        )
        assert.strictEqual(
          yield* provider.post(messagesUrl.replace("twilio", "vonage"), inbound("+15550500001", "SM4")),
          404,
        )

        const large = yield* post(messagesUrl, new Uint8Array(10 * 1024 * 1024).fill(97))
        assert.deepStrictEqual([large.status, codeOf(large)], [413, "too_large"])
        const garbage = yield* post(messagesUrl, new Uint8Array([0xff, 0xfe, 0x00, 0x25, 0x25, 0xc3]))
        assert.strictEqual(garbage.status, 403)
        const nowhere = yield* post(`${desk.url}/webhooks/twilio`, form)
        assert.deepStrictEqual([nowhere.status, codeOf(nowhere)], [404, "not_found"])

        assert.deepStrictEqual(yield* conversations(), [])
        const metrics = yield* Effect.promise(() =>
          fetch(`${desk.url}/metrics`).then((response) => response.text())
        )
        assert.match(metrics, /desk_webhooks_total\{[^}]*status="403"[^}]*\} 3/)
      })),
    60_000,
  )

  it.live(
    "HOOK-3, CONV-6: a thousand requests at once are each answered, and each message is stored once",
    () =>
      scopedTest(Effect.gen(function* () {
        const { bring, conversations } = yield* makeTwilioDesk()
        const total = 1000
        const answers = yield* Effect.forEach(Array.from({ length: total }, (_, n) => n), (n) => {
          const first = bring(`+155506${String(n % 50).padStart(5, "0")}`, `message ${n}`, `SMthousand${n}`)
          // "Not stored, send it again" is a clear answer too, and a provider does: it must then be there once.
          return Effect.repeat(first, {
            until: (status) => status !== 503,
            schedule: Schedule.spaced("250 millis"),
            times: 100,
          })
        }, { concurrency: "unbounded" })
        assert.deepStrictEqual(answers.filter((status) => status !== 200), [])
        // On a busy machine some wait in the webhook inbox for a while.
        const rows = yield* Effect.repeat(conversations(), {
          until: (seen) => seen.reduce((sum, row) => sum + row.lastSeq, 0) >= total,
          schedule: Schedule.spaced("50 millis"),
          times: 400,
        })
        assert.strictEqual(rows.length, 50)
        assert.deepStrictEqual(
          rows.filter((row) => row.lastSeq !== total / 50 || row.unread !== total / 50),
          [],
        )
      })),
    90_000,
  )

  it.live(
    "SEND-3: status callbacks in any order, late and twice, never move a message backwards",
    () =>
      scopedTest(Effect.gen(function* () {
        const { bring, conversations, itemsUntil, provider, write } = yield* makeTwilioDesk()
        yield* bring("+15550500002", "hello")
        const [conversation] = yield* conversations()
        const id = conversation?.id ?? ""
        yield* write(id, "hello back", crypto.randomUUID(), "key-of-ann")
        const [message] = yield* provider.awaitAccepted(1)
        if (!message) return assert.fail("not accepted")
        assert.strictEqual(message.body, "hello back")
        for (const status of ["delivered", "sent", "queued", "delivered", "failed", "sending"]) {
          assert.strictEqual(yield* provider.reportStatus(message, status), 204)
        }
        yield* itemsUntil(id, (items) => items.at(-1)?.status === "delivered")
        assert.strictEqual((yield* itemsUntil(id, () => true)).at(-1)?.status, "delivered")
      })),
    60_000,
  )
})
