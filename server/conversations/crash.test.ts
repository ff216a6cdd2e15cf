import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { randomUUID } from "node:crypto"
import { makeTwilioDesk, ownAddress, scopedTest } from "../../test/TwilioDesk.ts"

const customers = Array.from({ length: 10 }, (_, n) => `+1555030000${n}`)
const perCustomer = 20

/* What a killed server loses and doubles: nothing. The provider behaves as providers do, and repeats what got no answer. */
describe("a desk that is killed", () => {
  it.live(
    "CONV-6, CONV-5, CONV-2: keeps every acknowledged message of a burst, once and in order",
    () =>
      scopedTest(Effect.gen(function* () {
        const { bring, conversations, desk, items } = yield* makeTwilioDesk()
        const acknowledged = new Map<string, number>()
        let answered = 0

        const burst = (from: string) =>
          Effect.gen(function* () {
            for (let n = 1; n <= perCustomer; n++) {
              const sid = `SM${from}-${n}`
              const answer = yield* Effect.exit(bring(from, `number ${n}`, sid))
              if (Exit.isFailure(answer) || answer.value !== 200) return n
              acknowledged.set(from, n)
              if (++answered === (customers.length * perCustomer) / 2) {
                yield* Effect.promise(() => desk.kill())
              }
            }
            return perCustomer + 1
          })
        const next = yield* Effect.forEach(customers, burst, { concurrency: "unbounded" })
        assert.isTrue(next.some((n) => n <= perCustomer), "the burst was interrupted")

        yield* Effect.promise(() => desk.restart())
        const stored = new Map((yield* conversations()).map((row) => [row.address, row]))
        for (const from of customers) {
          const row = stored.get(from)
          const texts = row ? (yield* items(row.id)).map((item) => item.text) : []
          const expected = Array.from({ length: texts.length }, (_, n) => `number ${n + 1}`)
          assert.deepStrictEqual(texts, expected, "in order, none doubled")
          assert.isAtLeast(texts.length, acknowledged.get(from) ?? 0, "what was acknowledged is there")
        }

        for (const [index, from] of customers.entries()) {
          for (let n = next[index] ?? 1; n <= perCustomer; n++) {
            yield* bring(from, `number ${n}`, `SM${from}-${n}`)
          }
        }
        for (const row of yield* conversations()) {
          const seen = yield* items(row.id)
          assert.deepStrictEqual(seen.map((item) => [item.seq, item.text]), expectedItems)
          assert.strictEqual(row.unread, perCustomer)
        }
      })),
    90_000,
  )

  it.live(
    "SEND-7: never sends again what the provider may have taken, and learns its fate from the callback",
    () =>
      scopedTest(Effect.gen(function* () {
        const { bring, conversations, desk, itemsUntil, provider, write } = yield* makeTwilioDesk()
        yield* bring("+15550400001", "hello", `SMhello1`, ownAddress)
        const [conversation] = yield* conversations("mine", "key-of-stan")
        const id = conversation?.id ?? ""
        yield* provider.script({ _tag: "Hang" })
        const first = randomUUID()
        assert.strictEqual((yield* write(id, "is it there?", first)).status, 202)
        assert.strictEqual((yield* write(id, "and this?")).status, 202)
        yield* provider.awaitReceived(1)
        yield* Effect.promise(() => desk.kill())
        yield* Effect.promise(() => desk.restart())

        const [accepted] = yield* provider.awaitAccepted(1)
        assert.strictEqual(accepted?.body, "and this?", "what waited behind it goes")
        const unconfirmed = yield* itemsUntil(
          id,
          (items) => items.some((item) => item.error?.code === "not_confirmed"),
        )
        assert.strictEqual(unconfirmed.find((item) => item.error)?.id, first)
        assert.deepStrictEqual((yield* provider.received).map((request) => request.form["Body"]), [
          "is it there?",
          "and this?",
        ])

        const [lost] = yield* provider.received
        const sid = "SMcameLate"
        const statusCallback = lost?.form["StatusCallback"] ?? ""
        const message = { sid, from: "", to: "", body: "", statusCallback, content: null }
        assert.strictEqual(yield* provider.reportStatus(message, "delivered"), 204)
        yield* itemsUntil(
          id,
          (items) => items.some((item) => item.id === first && item.status === "delivered" && !item.error),
        )
      })),
    90_000,
  )

  it.live(
    "SEND-5, SEND-6: sends what was queued, once and in the order in which it was written",
    () =>
      scopedTest(Effect.gen(function* () {
        const { bring, conversations, desk, provider, write } = yield* makeTwilioDesk()
        yield* bring("+15550400002", "hello", `SMhello2`, ownAddress)
        const [conversation] = yield* conversations("mine", "key-of-stan")
        const id = conversation?.id ?? ""
        // The first is refused for now, so that the others wait behind it while the desk is killed.
        yield* provider.script({ _tag: "Busy", status: 503, retryAfter: "1" })
        const texts = Array.from({ length: 10 }, (_, n) => `answer ${n}`)
        const ids = texts.map(() => randomUUID())
        for (const [n, text] of texts.entries()) yield* write(id, text, ids[n])
        yield* provider.awaitReceived(1)
        yield* Effect.promise(() => desk.kill())
        yield* Effect.promise(() => desk.restart())
        // A client that does not know whether its messages arrived says them again.
        for (const [n, text] of texts.entries()) {
          assert.strictEqual((yield* write(id, text, ids[n])).status, 202)
        }
        const accepted = yield* provider.awaitAccepted(texts.length)
        assert.deepStrictEqual(accepted.map((message) => message.body), texts)
      })),
    90_000,
  )
})

const expectedItems = Array.from({ length: perCustomer }, (_, n) => [n + 1, `number ${n + 1}`])
