import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import waiting from "../../migrations/0004_waiting.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { conversationIdOf, inboundMessageIdOf } from "../conversations/conversationIdOf.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"

const story = fc.array(fc.constantFrom("receive", "write", "assign"), { minLength: 1, maxLength: 8 })
const stories = 60

/** What was written before the column was there, as the actors would have written it. */
const play = Effect.fnUntraced(function* (steps: ReadonlyArray<string>, customer: number) {
  const { account, ann, dana, shared, workspaceId } = yield* TestWorkspace
  const conversations = yield* Conversations
  const replyTo = Address.make(`+1555${String(customer).padStart(7, "0")}`)
  const address = canonicalAddress(replyTo)
  const id = conversationIdOf(shared.id, address)
  const identity = { workspaceId, senderId: shared.id, channel: shared.channel, address, replyTo }
  const by = actorOf(ann)
  const commandOf = (step: string): ConversationCommand => {
    const providerId = randomUUID()
    const content = textContent("hello")
    switch (step) {
      case "write":
        return { _tag: "Write", by, messageId: MessageId.make(randomUUID()), content, starting: true }
      case "assign":
        return { _tag: "Assign", by, to: dana.id, seen: null }
      default:
        return {
          _tag: "Receive",
          messageId: inboundMessageIdOf(account.id, providerId),
          accountId: account.id,
          providerId,
          from: replyTo,
          profileName: null,
          content,
          providerAt: null,
        }
    }
  }
  for (const step of steps) {
    yield* conversations.execute(id, workspaceId, commandOf(step), identity).pipe(
      Effect.catchTag("Refusal", () => Effect.void),
    )
  }
})

layer(TestWorkspace.layerConversations, { excludeTestServices: true })("0004_waiting", (it) => {
  it.effect("LIFE-2: fills in for what is there what the actors keep from then on", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      yield* Effect.forEach(fc.sample(story, stories), play, { concurrency: 8, discard: true })
      const stored = sql`SELECT id, waiting_since FROM conversations ORDER BY id`
      const kept = yield* stored
      yield* sql`ALTER TABLE conversations DROP COLUMN waiting_since`
      yield* sql`ALTER TABLE workspaces DROP COLUMN waiting_limit_minutes`
      yield* waiting
      assert.isAbove(kept.length, stories / 2)
      assert.deepStrictEqual(yield* stored, kept)
    }))
})
