import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Address } from "../../domain/contact/Address.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import type { InboundMessage } from "./ChannelAdapter.ts"
import { ChannelInbox } from "./ChannelInbox.ts"

const message = (to: Address, from: string, providerId: string, text: string): InboundMessage => ({
  _tag: "InboundMessage",
  channel: "sms",
  to,
  from: Address.make(from),
  providerId,
  providerAt: null,
  profileName: null,
  content: textContent(text),
  optOut: null,
})

const services = ChannelInbox.layer.pipe(Layer.provideMerge(TestWorkspace.layerConversations))

layer(services, { excludeTestServices: true })("ChannelInbox", (it) => {
  it.effect("CONV-1: twenty new customers writing five first messages each at once make twenty conversations", () =>
    Effect.gen(function* () {
      const { account, shared, workspaceId } = yield* TestWorkspace
      const inbox = yield* ChannelInbox
      const sql = yield* PgClient.PgClient
      const customers = Array.from({ length: 20 }, (_, n) => `+1555010${String(n).padStart(4, "0")}`)
      const messages = customers.flatMap((from) =>
        Array.from({ length: 5 }, (_, n) => message(shared.address, from, `SM${from}-${n}`, `first ${n}`))
      )
      yield* Effect.forEach(messages, (one) => inbox.accept(account, [one]), { concurrency: "unbounded" })

      const [counted] = yield* sql<{ readonly conversations: number; readonly items: number; readonly gaps: number }>`
        SELECT count(*)::int AS conversations, sum(last_seq)::int AS items,
          count(*) FILTER (WHERE last_seq <> (SELECT count(*) FROM items i WHERE i.conversation_id = c.id))::int AS gaps
        FROM conversations c WHERE workspace_id = ${workspaceId}`
      assert.deepStrictEqual(counted, { conversations: 20, items: 100, gaps: 0 })
    }))

  it.effect("CONV-5: the same message delivered fifty times at once is stored once, each with the same success", () =>
    Effect.gen(function* () {
      const { account, shared } = yield* TestWorkspace
      const inbox = yield* ChannelInbox
      const sql = yield* PgClient.PgClient
      const one = message(shared.address, "+15550200000", "SM-repeated", "again")
      const fates = yield* Effect.forEach(Array(50).fill(one), () => inbox.accept(account, [one]), {
        concurrency: "unbounded",
      })
      assert.isTrue(fates.every(([fate]) => fate === "stored"))
      const rows = yield* sql`SELECT 1 FROM items WHERE provider_id = 'SM-repeated'`
      assert.strictEqual(rows.length, 1)
    }))

  it.effect("HOOK-2: a message to an unknown Sender ID is told apart and does not fail its neighbours", () =>
    Effect.gen(function* () {
      const { account, shared } = yield* TestWorkspace
      const inbox = yield* ChannelInbox
      const fates = yield* inbox.accept(account, [
        message(Address.make("+15550009999"), "+15550300000", "SM-lost", "nobody"),
        message(shared.address, "+15550300000", "SM-found", "somebody"),
      ])
      assert.deepStrictEqual(fates, ["unknownSender", "stored"])
    }))
})
