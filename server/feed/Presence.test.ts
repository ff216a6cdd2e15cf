import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Latch, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import type { User } from "../../domain/user/User.ts"
import { deskLayer } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { conversationIdOf, inboundMessageIdOf } from "../conversations/conversationIdOf.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { Feed } from "./Feed.ts"
import { Presence } from "./Presence.ts"

const customer = Address.make("+15550108888")

const conversationOf = Effect.gen(function* () {
  const { account, ann, dana, shared, workspaceId } = yield* TestWorkspace
  const conversations = yield* Conversations
  const address = canonicalAddress(customer)
  const id = conversationIdOf(shared.id, address)
  const providerId = randomUUID()
  yield* conversations.execute(id, workspaceId, {
    _tag: "Receive",
    messageId: inboundMessageIdOf(account.id, providerId),
    accountId: account.id,
    providerId,
    from: customer,
    profileName: null,
    content: textContent("hello"),
    providerAt: null,
  }, { workspaceId, senderId: shared.id, channel: "sms", address, replyTo: customer })
  yield* conversations.execute(id, workspaceId, { _tag: "Assign", by: actorOf(ann), to: dana.id, seen: null })
  return id
})

const viewerOf = Effect.fnUntraced(function* (user: User) {
  const { workspaceId } = yield* TestWorkspace
  return { user, workspaceId, sessionId: `session of ${user.name}` }
})

layer(deskLayer, { excludeTestServices: true })("Presence", (it) => {
  it.effect("ASSIGN-5: those who have a conversation open are told who else has, who writes, and who left", () =>
    Effect.gen(function* () {
      const { ann, dana } = yield* TestWorkspace
      const presence = yield* Presence
      const feed = yield* Feed
      const id = yield* conversationOf
      const [adminDesk, danaDesk] = [randomUUID(), randomUUID()]
      const opened = yield* Latch.make(false)
      const seen = yield* Effect.forkScoped(
        feed.follow(yield* viewerOf(ann), null).pipe(
          Stream.tap(() => opened.open),
          Stream.filter((frame) => frame._tag === "Presence"),
          Stream.map((frame) => frame.people),
          Stream.take(4),
          Stream.runCollect,
        ),
      )
      // A desk is told of what happens once it is open, not of what was before.
      yield* opened.await
      yield* presence.look(yield* viewerOf(ann), { desk: adminDesk, id, writing: false })
      yield* presence.look(yield* viewerOf(dana), { desk: danaDesk, id, writing: false })
      yield* presence.look(yield* viewerOf(dana), { desk: danaDesk, id, writing: true })
      yield* presence.look(yield* viewerOf(dana), { desk: danaDesk, id: null, writing: false })
      const me = { user: ann.id, writing: false }
      assert.deepStrictEqual(yield* Fiber.join(seen), [
        [me],
        [me, { user: dana.id, writing: false }],
        [me, { user: dana.id, writing: true }],
        [me],
      ])
    }))

  it.effect("AUTH-4: who may not see a conversation does not learn who looks at it", () =>
    Effect.gen(function* () {
      const { omar } = yield* TestWorkspace
      const presence = yield* Presence
      const id = yield* conversationOf
      const look = { desk: randomUUID(), id, writing: false }
      const refused = yield* Effect.flip(presence.look(yield* viewerOf(omar), look))
      assert.strictEqual(refused._tag === "Refusal" && refused.code, "not_found")
    }))
})
