import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { Directory } from "../directory/Directory.ts"
import { conversationIdOf, inboundMessageIdOf } from "../conversations/conversationIdOf.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import type { InboundMessage, StatusUpdate } from "./ChannelAdapter.ts"
import { WebhookLog } from "./WebhookLog.ts"
import { ChannelInbox } from "./ChannelInbox.ts"

const message = (to: Address, from: string, providerId: string, text: string): InboundMessage => ({
  _tag: "InboundMessage",
  channel: "sms",
  to,
  toId: null,
  from: Address.make(from),
  providerId,
  providerAt: null,
  profileName: null,
  content: textContent(text),
  optOut: null,
})

const services = ChannelInbox.layer.pipe(
  Layer.provide(WebhookLog.layer),
  Layer.provideMerge(TestWorkspace.layerConversations),
)

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

      const [counted] = yield* sql<
        { readonly conversations: number; readonly items: number; readonly gaps: number }
      >`
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

  it.effect("HOOK-2: what came through a pool of numbers is for who has the number, else for who has the pool", () =>
    Effect.gen(function* () {
      const { account, owned, shared, workspaceId } = yield* TestWorkspace
      const inbox = yield* ChannelInbox
      const directory = yield* Directory
      const sql = yield* PgClient.PgClient
      const pool = `MG${"c".repeat(32)}`
      yield* sql`INSERT INTO senders (id, workspace_id, account_id, label, channel, address)
        VALUES ('pool', ${workspaceId}, ${account.id}, 'Pool', 'sms', ${pool})`
      yield* sql`UPDATE senders SET phone_number_id = ${pool} WHERE id = ${owned.id}`
      yield* directory.changed
      const brought = (to: string, id: string) => ({
        ...message(Address.make(to), "+15550310000", id, "hello"),
        toPool: pool,
      })
      const placeOf = Effect.fnUntraced(function* (id: string) {
        const [row] = yield* sql<{ readonly senderId: string }>`SELECT sender_id FROM conversations c
          JOIN items i ON i.conversation_id = c.id WHERE i.provider_id = ${id}`
        return row?.senderId
      })
      yield* inbox.accept(account, [
        brought(shared.address, "SM-by-number"),
        brought("+15550008888", "SM-by-id"),
      ])
      assert.strictEqual(yield* placeOf("SM-by-number"), shared.id)
      assert.strictEqual(yield* placeOf("SM-by-id"), owned.id)
      yield* sql`UPDATE senders SET phone_number_id = NULL WHERE id = ${owned.id}`
      yield* directory.changed
      yield* inbox.accept(account, [brought("+15550008888", "SM-by-pool")])
      assert.strictEqual(yield* placeOf("SM-by-pool"), "pool")
    }))

  it.effect("AUTH-3: an account's callback about another workspace's message changes nothing", () =>
    Effect.gen(function* () {
      const { account, ann, shared, workspaceId } = yield* TestWorkspace
      const inbox = yield* ChannelInbox
      const conversations = yield* Conversations
      const sql = yield* PgClient.PgClient
      const messageId = MessageId.make(randomUUID())
      const from = Address.make("+15550400000")
      const id = conversationIdOf(shared.id, canonicalAddress(from))
      yield* inbox.accept(account, [message(shared.address, from, "SM-theirs", "hello")])
      yield* conversations.execute(id, workspaceId, {
        _tag: "Write",
        by: actorOf(ann),
        messageId,
        content: textContent("answer"),
        starting: false,
      })
      yield* conversations.claim(id, "test")
      const report: StatusUpdate = {
        _tag: "StatusUpdate",
        message: { conversationId: id, messageId },
        providerId: "SM-answer",
        status: "delivered",
        error: null,
      }
      const stranger = { ...account, id: "stranger", workspaceId: WorkspaceId.make(randomUUID()) }
      const statusNow = sql<
        { readonly status: string }
      >`SELECT status FROM deliveries WHERE message_id = ${messageId}`
      yield* inbox.accept(stranger, [report])
      assert.strictEqual((yield* statusNow)[0]?.status, "dispatching")
      yield* inbox.accept(account, [report])
      assert.strictEqual((yield* statusNow)[0]?.status, "delivered")
    }))

  it.effect("HOOK-3: what an actor could not take is worked off before what comes later", () =>
    Effect.gen(function* () {
      const { account, shared, workspaceId } = yield* TestWorkspace
      const inbox = yield* ChannelInbox
      const sql = yield* PgClient.PgClient
      const from = Address.make("+15550500000")
      const address = canonicalAddress(from)
      const id = conversationIdOf(shared.id, address)
      const kept = {
        identity: { workspaceId, senderId: shared.id, channel: shared.channel, address, replyTo: from },
        command: {
          _tag: "Receive",
          messageId: inboundMessageIdOf(account.id, "SM-kept"),
          accountId: account.id,
          providerId: "SM-kept",
          from,
          profileName: null,
          content: textContent("first"),
          providerAt: null,
        },
      }
      yield* sql`INSERT INTO webhook_inbox (conversation_id, workspace_id, command)
        VALUES (${id}, ${workspaceId}, ${JSON.stringify(kept)}::jsonb)`
      yield* inbox.accept(account, [message(shared.address, from, "SM-later", "second")])
      const items = yield* sql<{ readonly text: string }>`
        SELECT content ->> 'text' AS text FROM items WHERE conversation_id = ${id} ORDER BY seq`
      assert.deepStrictEqual(items.map((item) => item.text), ["first", "second"])
      assert.strictEqual((yield* sql`SELECT 1 FROM webhook_inbox WHERE conversation_id = ${id}`).length, 0)
    }))
})
