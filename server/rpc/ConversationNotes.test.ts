import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { RpcTest } from "effect/rpc"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { Authentication, CurrentUser } from "../../domain/rpc/Authentication.ts"
import { ConversationRpcs } from "../../domain/rpc/ConversationRpcs.ts"
import type { User } from "../../domain/user/User.ts"
import { deskLayer, TestDesk } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { Contacts } from "../contacts/Contacts.ts"
import { conversationIdOf, inboundMessageIdOf } from "../conversations/conversationIdOf.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { ConversationHandlersLive } from "./ConversationHandlers.ts"

const services = Contacts.layer.pipe(Layer.provideMerge(deskLayer), Layer.orDie)

/** The calls of one user, each through the same handlers as over the socket. */
const clientOf = Effect.fnUntraced(function* (user: User) {
  const { workspaceId } = yield* TestWorkspace
  const signedIn = Layer.succeed(
    Authentication,
    Authentication.of((effect) =>
      Effect.provideService(effect, CurrentUser, { user, workspaceId, sessionId: `session of ${user.name}` })
    ),
  )
  const handlers = yield* Layer.build(Layer.merge(ConversationHandlersLive, signedIn))
  return yield* RpcTest.makeClient(ConversationRpcs).pipe(Effect.provide(handlers))
})

let numbers = 0
/** A conversation of a customer who wrote, given to Dana. */
const conversation = Effect.gen(function* () {
  const { account, ann, dana, shared, workspaceId } = yield* TestWorkspace
  const conversations = yield* Conversations
  const from = Address.make(`+1555040${String(numbers++).padStart(4, "0")}`)
  const address = canonicalAddress(from)
  const id = conversationIdOf(shared.id, address)
  const providerId = randomUUID()
  yield* conversations.execute(id, workspaceId, {
    _tag: "Receive",
    messageId: inboundMessageIdOf(account.id, providerId),
    accountId: account.id,
    providerId,
    from,
    profileName: null,
    content: textContent("hello"),
    providerAt: null,
  }, { workspaceId, senderId: shared.id, channel: "sms", address, replyTo: from })
  yield* conversations.execute(id, workspaceId, { _tag: "Assign", by: actorOf(ann), to: dana.id, seen: null })
  return id
})
const noteId = () => MessageId.make(randomUUID())

layer(services, { excludeTestServices: true })("notes", (it) => {
  it.effect("NOTE-1: a note is an item that changes nothing else, is stored once, and goes to open desks", () =>
    Effect.gen(function* () {
      const { ann, dana, workspaceId } = yield* TestWorkspace
      const id = yield* conversation
      const client = yield* clientOf(dana)
      const desk = new TestDesk(ann, workspaceId)
      const { finished } = yield* desk.open((frame) =>
        frame._tag === "Changes" &&
        frame.changes.some((change) =>
          change._tag === "Changed" && change.items.some((item) => item._tag === "Note")
        )
      )
      const before = yield* client["Conversation.get"]({ id })
      const note = { id, noteId: noteId(), text: "call back @Ann", mentions: [ann.id] }
      const [first, again] = yield* Effect.all([
        client["Conversation.note"](note),
        client["Conversation.note"](note),
      ], { concurrency: "unbounded" })
      assert.deepStrictEqual(first, again)
      assert.deepStrictEqual(first, {
        _tag: "Note",
        seq: before.lastSeq + 1,
        version: before.version + 1,
        at: first.at,
        id: note.noteId,
        author: dana.id,
        text: note.text,
        mentions: [ann.id],
      })
      assert.deepStrictEqual(yield* client["Conversation.get"]({ id }), {
        ...before,
        version: before.version + 1,
        lastSeq: before.lastSeq + 1,
      })
      yield* finished
      const sql = yield* PgClient.PgClient
      assert.deepStrictEqual(yield* sql`SELECT seq FROM deliveries WHERE conversation_id = ${id}`, [])
    }))

  it.effect("NOTE-1, AUTH-4: who may not see the conversation neither notes, nor is mentioned, nor learns who may", () =>
    Effect.gen(function* () {
      const { ann, dana, omar } = yield* TestWorkspace
      const id = yield* conversation
      const stranger = yield* clientOf(omar)
      const note = { id, noteId: noteId(), text: "hello", mentions: [] }
      const refused = yield* Effect.flip(stranger["Conversation.note"](note))
      assert.strictEqual(refused._tag === "Refusal" && refused.code, "not_found")
      const unlisted = yield* Effect.flip(stranger["Conversation.readers"]({ id }))
      assert.strictEqual(unlisted._tag === "Refusal" && unlisted.code, "not_found")

      const client = yield* clientOf(dana)
      const untold = yield* Effect.flip(client["Conversation.note"]({ ...note, mentions: [omar.id] }))
      assert.strictEqual(untold._tag === "Refusal" && untold.code, "not_allowed")
      assert.sameMembers([...yield* client["Conversation.readers"]({ id })], [ann.id, dana.id])
    }))

  it.effect("CONTACT-6: an erasure blanks notes too, also those that were written after an earlier one", () =>
    Effect.gen(function* () {
      const { ann, dana, workspaceId } = yield* TestWorkspace
      const conversations = yield* Conversations
      const id = yield* conversation
      const client = yield* clientOf(dana)
      for (const text of ["lives in Elm Street", "moved to Oak Street"]) {
        yield* client["Conversation.note"]({ id, noteId: noteId(), text, mentions: [] })
        yield* conversations.execute(id, workspaceId, { _tag: "Erase", by: actorOf(ann) })
      }
      const items = yield* client["Conversation.items"]({ id, after: 0, before: null, limit: 50 })
      const notes = items.filter((item) => item._tag === "Note")
      assert.deepStrictEqual(notes.map(({ text }) => text), [null, null])
      const sql = yield* PgClient.PgClient
      assert.deepStrictEqual(
        yield* sql`SELECT seq FROM items WHERE conversation_id = ${id} AND content::text LIKE '%Street%'`,
        [],
      )
    }))
})
