import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { conversationIdOf, inboundMessageIdOf } from "./conversationIdOf.ts"
import { actorOf, Conversations } from "./Conversations.ts"
import { DispatchQueue } from "./DispatchQueue.ts"
import { Journal, JournalUnavailable } from "./Journal.ts"

/** While set, commits are written and their writers told that they were not: the answer got lost. */
const answers = { lost: false }

const forgetfulJournal = Layer.effect(
  Journal,
  Effect.map(Journal, (journal) =>
    Journal.of({
      append: (commit) =>
        Effect.andThen(
          journal.append(commit),
          Effect.suspend(() => answers.lost ? new JournalUnavailable({ cause: "lost" }) : Effect.void),
        ),
    })),
).pipe(Layer.provide(Journal.layer))

/** A conversation on the shared Sender ID of the workspace. */
const conversationWith = Effect.fnUntraced(function* (phone: string) {
  const { account, shared, workspaceId } = yield* TestWorkspace
  const conversations = yield* Conversations
  const from = Address.make(phone)
  const address = canonicalAddress(from)
  const id = conversationIdOf(shared.id, address)
  const identity = { workspaceId, senderId: shared.id, channel: shared.channel, address, replyTo: from }
  const receive = (text: string): Extract<ConversationCommand, { readonly _tag: "Receive" }> => ({
    _tag: "Receive",
    messageId: inboundMessageIdOf(account.id, `${phone} ${text}`),
    accountId: account.id,
    providerId: `${phone} ${text}`,
    from,
    profileName: null,
    content: textContent(text),
    providerAt: null,
  })
  return {
    id,
    identity,
    receive,
    execute: (command: ConversationCommand) => conversations.execute(id, workspaceId, command, identity),
  }
})

const store = Effect.fnUntraced(function* (
  { id, identity }: Effect.Success<ReturnType<typeof conversationWith>>,
  workspaceId: WorkspaceId,
  command: ConversationCommand,
) {
  const sql = yield* PgClient.PgClient
  yield* sql`INSERT INTO webhook_inbox (conversation_id, workspace_id, command)
    VALUES (${id}, ${workspaceId}, ${JSON.stringify({ identity, command })}::jsonb)`
})

/** An actor whose commit has an unknown fate loads again. */
const forget = Effect.fnUntraced(function* (
  { execute, receive }: Effect.Success<ReturnType<typeof conversationWith>>,
) {
  answers.lost = true
  yield* Effect.result(execute(receive(randomUUID())))
  answers.lost = false
})

const services = TestWorkspace.conversationsOn(forgetfulJournal)

layer(services, { excludeTestServices: true })("a conversation's actor", (it) => {
  it.effect("HOOK-3: what was taken and yet stored does not keep what was stored after it from being worked off", () =>
    Effect.gen(function* () {
      const { workspaceId } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const conversation = yield* conversationWith("+15550600001")
      const { execute, id, receive } = conversation
      yield* execute(receive("first"))
      yield* forget(conversation)
      for (const text of ["first", "second"]) yield* store(conversation, workspaceId, receive(text))
      yield* execute(receive("third"))
      const items = yield* sql<{ readonly text: string }>`
        SELECT content ->> 'text' AS text FROM items WHERE conversation_id = ${id} ORDER BY seq`
      assert.deepStrictEqual(items.map(({ text }) => text).filter((text) => text.length < 10), [
        "first",
        "second",
        "third",
      ])
      assert.strictEqual((yield* sql`SELECT 1 FROM webhook_inbox`).length, 0)
    }))

  it.effect("AUTH-3: a stored callback about another workspace's message changes nothing either", () =>
    Effect.gen(function* () {
      const { dana } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const conversations = yield* Conversations
      const conversation = yield* conversationWith("+15550600002")
      const { execute, id, receive } = conversation
      const messageId = MessageId.make(randomUUID())
      const content = textContent("answer")
      yield* execute({ _tag: "Write", by: actorOf(dana), messageId, content, starting: true })
      yield* conversations.claim(id, (yield* DispatchQueue).node)
      yield* forget(conversation)
      yield* store(conversation, WorkspaceId.make(randomUUID()), {
        _tag: "ReportStatus",
        messageId,
        providerId: null,
        status: "failed",
        error: null,
      })
      yield* execute(receive("hello"))
      const [delivery] = yield* sql`SELECT status FROM deliveries WHERE message_id = ${messageId}`
      assert.deepStrictEqual(delivery, { status: "dispatching" })
      assert.strictEqual((yield* sql`SELECT 1 FROM webhook_inbox`).length, 0)
    }))

  it.effect("SEND-8: a message whose claim was committed, but answered to nobody, waits for another try", () =>
    Effect.gen(function* () {
      const { dana } = yield* TestWorkspace
      const conversations = yield* Conversations
      const { node } = yield* DispatchQueue
      const { execute, id } = yield* conversationWith("+15550600003")
      const messageId = MessageId.make(randomUUID())
      const content = textContent("answer")
      yield* execute({ _tag: "Write", by: actorOf(dana), messageId, content, starting: true })
      answers.lost = true
      assert.isTrue(Result.isFailure(yield* Effect.result(conversations.claim(id, node))))
      answers.lost = false
      const { claimed, nextAt } = yield* conversations.claim(id, node)
      assert.isNull(claimed)
      assert.isNumber(nextAt)
    }))
})
