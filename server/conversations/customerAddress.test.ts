import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Address } from "../../domain/contact/Address.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import type { InboundMessage } from "../channels/ChannelAdapter.ts"
import { ChannelInbox } from "../channels/ChannelInbox.ts"
import { WebhookLog } from "../channels/WebhookLog.ts"

const services = ChannelInbox.layer.pipe(
  Layer.provide(WebhookLog.layer),
  Layer.provideMerge(TestWorkspace.layerConversations),
)

let count = 0
/** A WhatsApp message from somebody who is met by these names. */
const from = Effect.fnUntraced(function* (
  name: string,
  also: ReadonlyArray<string> = [],
  change: Partial<InboundMessage> = {},
) {
  const { account, whatsapp } = yield* TestWorkspace
  const inbox = yield* ChannelInbox
  const sql = yield* PgClient.PgClient
  const providerId = `wamid.${count += 1}`
  yield* inbox.accept(account, [{
    _tag: "InboundMessage",
    channel: "whatsapp",
    to: whatsapp.address,
    toId: null,
    from: Address.make(name),
    ...(also.length === 0 ? {} : { aliases: also.map((one) => Address.make(one)) }),
    providerId,
    providerAt: null,
    profileName: null,
    content: textContent("hello"),
    optOut: null,
    ...change,
  }])
  const [row] = yield* sql<{ readonly id: string; readonly address: string; readonly replyTo: string }>`
    SELECT c.id, c.address, c.reply_to FROM conversations c JOIN items i ON i.conversation_id = c.id
    WHERE i.provider_id = ${providerId}`
  return row ?? (yield* Effect.die("not stored"))
})

layer(services, { excludeTestServices: true })("customerAddress", (it) => {
  it.effect("CONV-8: who first hides their number is found by it later, and answered where they wrote from", () =>
    Effect.gen(function* () {
      const hidden = yield* from("US.1001")
      const both = yield* from("+15550700001", ["US.1001"])
      const shown = yield* from("+15550700001")
      const again = yield* from("US.1001")
      assert.deepStrictEqual([both.id, shown.id, again.id], [hidden.id, hidden.id, hidden.id])
      assert.deepStrictEqual([hidden.replyTo, both.replyTo, again.replyTo], [
        "US.1001",
        "+15550700001",
        "US.1001",
      ])
    }))

  it.effect("CONV-8: who hides a number that was known is found by WhatsApp's id", () =>
    Effect.gen(function* () {
      const shown = yield* from("+15550700002")
      const both = yield* from("+15550700002", ["US.1002"])
      const hidden = yield* from("US.1002")
      assert.deepStrictEqual([both.id, hidden.id], [shown.id, shown.id])
    }))

  it.effect("CONV-8: of two conversations that turn out to be one person's the number's goes on", () =>
    Effect.gen(function* () {
      const shown = yield* from("+15550700003")
      const hidden = yield* from("US.1003")
      assert.notStrictEqual(hidden.id, shown.id)
      const both = yield* from("+15550700003", ["US.1003"])
      const again = yield* from("US.1003")
      assert.deepStrictEqual([both.id, again.id], [shown.id, shown.id])
    }))

  it.effect("CONV-8: a customer with a new number stays in the conversation, and answers go to the new one", () =>
    Effect.gen(function* () {
      const before = yield* from("+15550700004")
      const moved = yield* from("+15550700004", [], { movedTo: Address.make("+15550700005") })
      assert.deepStrictEqual([moved.id, moved.address, moved.replyTo], [
        before.id,
        "+15550700004",
        "+15550700005",
      ])
      assert.strictEqual((yield* from("+15550700005", ["US.1005"])).id, before.id)
      assert.strictEqual((yield* from("US.1005")).id, before.id)
      // Somebody else who has conversations of their own keeps them.
      const other = yield* from("+15550700006")
      yield* from("+15550700005", [], { movedTo: Address.make("+15550700006") })
      assert.strictEqual((yield* from("+15550700006")).id, other.id)
    }))

  it.effect("CONV-8, CONV-1: messages under both names at once make one conversation", () =>
    Effect.gen(function* () {
      const rounds = Array.from({ length: 12 }, (_, n) => n)
      for (const n of rounds) {
        const [phone, id] = [`+1555071${String(n).padStart(4, "0")}`, `US.2${n}`]
        const met = yield* Effect.all([from(id), from(phone, [id]), from(id), from(phone, [id])], {
          concurrency: "unbounded",
        })
        assert.strictEqual(new Set(met.map((one) => one.id)).size, 1, `round ${n}`)
      }
    }))
})
