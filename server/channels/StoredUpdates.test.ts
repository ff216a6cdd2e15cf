import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Schedule } from "effect"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { StoredUpdatesLive } from "./StoredUpdates.ts"

const services = StoredUpdatesLive.pipe(Layer.provideMerge(TestWorkspace.layerConversations))

const wanderer = {
  identity: null,
  command: { _tag: "ReportStatus", messageId: randomUUID(), providerId: null, status: "sent", error: null },
}

layer(services, { excludeTestServices: true })("stored updates", (it) => {
  it.effect("HOOK-3: are worked off once and in order, whatever became of what was stored before them", () =>
    Effect.gen(function* () {
      const { account, shared, workspaceId } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const from = Address.make("+15550800001")
      const address = canonicalAddress(from)
      const id = conversationIdOf(shared.id, address)
      const identity = { workspaceId, senderId: shared.id, channel: shared.channel, address, replyTo: from }
      const first = {
        _tag: "Receive",
        messageId: randomUUID(),
        accountId: account.id,
        providerId: "first",
        from,
        profileName: null,
        content: { kind: "text", text: "hello", media: [] },
        providerAt: null,
      }
      const kept = [first, { _tag: "ReportOptOut", optedOut: true }, {
        _tag: "ReportOptOut",
        optedOut: false,
      }]
      // About a conversation that does not exist, and what no version of the desk wrote: neither holds up the rest.
      yield* sql`INSERT INTO webhook_inbox (conversation_id, workspace_id, command) VALUES
        (${randomUUID()}, ${workspaceId}, ${JSON.stringify(wanderer)}::jsonb),
        (${id}, ${workspaceId}, '{"command":"unreadable"}'::jsonb)`
      yield* Effect.forEach(
        kept,
        (command) =>
          sql`INSERT INTO webhook_inbox (conversation_id, workspace_id, command)
          VALUES (${id}, ${workspaceId}, ${JSON.stringify({ identity, command })}::jsonb)`,
      ).pipe(sql.withTransaction)
      const left = yield* Effect.repeat(sql`SELECT 1 FROM webhook_inbox`, {
        until: (rows) => rows.length <= 1,
        schedule: Schedule.spaced("20 millis"),
        times: 500,
      })
      assert.strictEqual(left.length, 1)
      const items = yield* sql<{ readonly kind: string }>`
        SELECT kind FROM items WHERE conversation_id = ${id} ORDER BY seq`
      assert.deepStrictEqual(items.map(({ kind }) => kind), ["MessageReceived", "OptedOut", "OptedIn"])
    }))
})
