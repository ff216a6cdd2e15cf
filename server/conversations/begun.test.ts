import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Schedule } from "effect"
import { randomUUID } from "node:crypto"
import { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { type Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import type { User } from "../../domain/user/User.ts"
import { brings, TestDesk } from "../../test/TestDesk.ts"
import { type TestSender, TestWorkspace } from "../../test/TestWorkspace.ts"
import {
  clients,
  contactsLayer,
  customerWrites,
  freshNumber,
  saved,
  saving,
} from "../contacts/ContactFixture.ts"
import { ConsentRegister } from "../consent/ConsentRegister.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { MessageIndexerLive } from "../search/MessageIndexer.ts"
import { MessageSearches } from "../search/MessageSearches.ts"
import { conversationIdOf } from "./conversationIdOf.ts"
import { actorOf, Conversations } from "./Conversations.ts"
import { Timeline } from "./Timeline.ts"

const services = Layer.mergeAll(MessageSearches.layer, MessageIndexerLive, ConsentRegister.layer).pipe(
  Layer.provideMerge(contactsLayer),
  Layer.orDie,
)

const campaignWrites = Effect.fnUntraced(
  function* (sender: TestSender, to: Address, text: string, startedBy: User) {
    const { workspaceId } = yield* TestWorkspace
    const conversations = yield* Conversations
    const address = canonicalAddress(to)
    const id = conversationIdOf(sender.id, address)
    yield* conversations.execute(id, workspaceId, {
      _tag: "SendCampaign",
      campaign: { id: CampaignId.make(randomUUID()), name: "Spring" },
      startedBy: startedBy.id,
      messageId: MessageId.make(randomUUID()),
      content: textContent(text),
    }, { workspaceId, senderId: sender.id, channel: sender.channel, address, replyTo: to })
    return id
  },
)

const viewerOf = (user: User) =>
  Effect.map(TestWorkspace, ({ workspaceId }) => ({ user, workspaceId, sessionId: "session" }))

/** Where somebody could come across a conversation: itself, each list, and the search for names and for words. */
const foundBy = Effect.fnUntraced(function* (user: User, id: ConversationId, phone: Address, word: string) {
  const { ann, dana, omar, shared, whatsapp } = yield* TestWorkspace
  const inbox = yield* Inbox
  const searches = yield* MessageSearches
  const viewer = yield* viewerOf(user)
  const list = (view: Parameters<typeof inbox.list>[1]["view"], search: string) =>
    inbox.list(viewer, { view, search, unreadOnly: false, channel: null, limit: 100, cursor: null }).pipe(
      Effect.map(({ rows }) => rows.some((row) => row.id === id) ? [`${view._tag} ${search}`] : []),
      Effect.catchTag("Refusal", () => Effect.succeed([])),
    )
  const views = [
    { _tag: "Mine" } as const,
    { _tag: "Sent" } as const,
    ...[shared, whatsapp].map((sender) => ({ _tag: "Sender", senderId: sender.id }) as const),
    ...[ann, dana, omar].map((one) => ({ _tag: "Team", userId: one.id }) as const),
  ]
  const places = yield* Effect.forEach(views, (view) => Effect.all([list(view, ""), list(view, phone)]))
  const row = yield* inbox.row(viewer, id).pipe(
    Effect.as(["row"]),
    Effect.catchTag("Refusal", ({ code }) => Effect.succeed(code === "not_found" ? [] : [code])),
  )
  const { hits } = yield* searches.find(viewer, { search: word, limit: 10, cursor: null })
  return [...places.flat(2), ...row, ...hits.flatMap((hit) => hit.row.id === id ? ["words"] : [])]
})

/** The message's words are in the search once it is committed and the indexer came by. */
const indexed = (word: string) =>
  Effect.gen(function* () {
    const searches = yield* MessageSearches
    const { ann } = yield* TestWorkspace
    const viewer = yield* viewerOf(ann)
    yield* searches.find(viewer, { search: word, limit: 1, cursor: null }).pipe(
      Effect.repeat({
        until: ({ hits }) => hits.length > 0,
        schedule: Schedule.spaced("50 millis"),
        times: 200,
      }),
    )
  })

layer(services, { excludeTestServices: true })("a conversation that campaigns alone wrote in", (it) => {
  it.effect("CONV-4, AUTH-4: is in no list, count, search or desk, and nobody can do anything in it", () =>
    Effect.gen(function* () {
      const { ann, dana, shared, workspaceId } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const conversations = yield* Conversations
      const phone = freshNumber()
      const fed = sql`SELECT count(*)::int AS entries FROM feed`
      const before = yield* fed
      const id = yield* campaignWrites(shared, phone, "springtime offer", ann)
      assert.deepStrictEqual(yield* fed, before)
      // What comes later is indexed: so what was before it would be.
      yield* customerWrites(shared, freshNumber(), "marmalade")
      yield* indexed("marmalade")
      for (const user of [ann, dana]) {
        assert.deepStrictEqual(yield* foundBy(user, id, phone, "springtime"), [])
        const by = actorOf(user)
        const asked = [
          { _tag: "MarkUnread", by, user: user.id },
          { _tag: "Assign", by, to: dana.id, seen: null },
          { _tag: "Note", by, noteId: MessageId.make(randomUUID()), text: "hello", mentions: [] },
          {
            _tag: "Write",
            by,
            messageId: MessageId.make(randomUUID()),
            content: textContent("hi"),
            starting: false,
          },
        ] as const
        for (const command of asked) {
          const refused = yield* Effect.flip(conversations.execute(id, workspaceId, command))
          assert.strictEqual(refused._tag === "Refusal" && refused.code, "not_found", command._tag)
        }
      }
    }))

  it.effect("CONV-4, INBOX-2: appears with the campaign's message in it, then the answer, with who sent the campaign", () =>
    Effect.gen(function* () {
      const { ann, dana, owned, shared, workspaceId } = yield* TestWorkspace
      const timeline = yield* Timeline
      const desk = new TestDesk(ann, workspaceId)
      const open = yield* desk.open((frame) => brings(frame, "yes please"))
      for (const [sender, startedBy, owner] of [[shared, ann, ann], [owned, ann, dana]] as const) {
        const phone = freshNumber()
        const id = yield* campaignWrites(sender, phone, `offer by ${sender.label}`, startedBy)
        yield* customerWrites(sender, phone, sender === owned ? "yes please" : "tell me more")
        const items = yield* timeline.page(workspaceId, id, { after: 0, before: null, limit: 10 })
        assert.deepStrictEqual(
          items.map((item) => item._tag === "Message" && [item.text, item.campaign?.name, item.author]),
          [[`offer by ${sender.label}`, "Spring", null], [
            sender === owned ? "yes please" : "tell me more",
            undefined,
            null,
          ]],
        )
        const inbox = yield* Inbox
        const row = yield* inbox.row(yield* viewerOf(ann), id)
        assert.deepStrictEqual([row.owner, row.unread > 0 || owner !== ann], [owner.id, true])
        yield* indexed(sender === owned ? "please" : "more")
        assert.include(yield* foundBy(ann, id, phone, `${sender.label}`), "words")
      }
      yield* open.finished
      // Both items came with the change that began it.
      assert.isTrue(desk.told.some((told) => told.includes(" 1 ")))
    }))

  it.effect("CONV-4: begins when an agent writes to the customer, and only then hides a contact from who made it", () =>
    Effect.gen(function* () {
      const { ann, dana, shared, workspaceId } = yield* TestWorkspace
      const conversations = yield* Conversations
      const asked = yield* clients
      const phone = freshNumber()
      const contact = yield* saved(yield* asked.omar["Contact.save"](saving("Mila", [phone])))
      const id = yield* campaignWrites(shared, phone, "offer", ann)
      assert.strictEqual((yield* asked.omar["Contact.get"]({ id: contact.id })).contact.name, "Mila")
      const address = canonicalAddress(phone)
      yield* conversations.execute(id, workspaceId, {
        _tag: "Write",
        by: actorOf(dana),
        messageId: MessageId.make(randomUUID()),
        content: textContent("hello"),
        starting: true,
      }, { workspaceId, senderId: shared.id, channel: "sms", address, replyTo: phone })
      const inbox = yield* Inbox
      const row = yield* inbox.row(yield* viewerOf(dana), id)
      assert.deepStrictEqual([row.owner, row.lastSeq], [dana.id, 2])
      assert.strictEqual((yield* Effect.flip(asked.omar["Contact.get"]({ id: contact.id })))._tag, "Refusal")
    }))

  it.effect("OPT-3, CONV-7: is told of an opt-out that is recorded elsewhere, and shows it once it has begun", () =>
    Effect.gen(function* () {
      const { ann, shared, workspaceId } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const register = yield* ConsentRegister
      const timeline = yield* Timeline
      const phone = freshNumber()
      const id = yield* campaignWrites(shared, phone, "offer", ann)
      const viewer = yield* viewerOf(ann)
      yield* register.setOptOut(viewer, {
        address: phone,
        channel: "sms",
        optedOut: true,
        reason: "said so on the phone",
        subject: null,
      })
      const noted = yield* sql`SELECT kind FROM items WHERE conversation_id = ${id} AND kind = 'OptedOut'`
        .pipe(
          Effect.repeat({
            until: (rows) => rows.length > 0,
            schedule: Schedule.spaced("50 millis"),
            times: 100,
          }),
        )
      assert.strictEqual(noted.length, 1)
      const { entries } = yield* register.history(viewer, [canonicalAddress(phone)])
      assert.deepStrictEqual(entries.map(({ what }) => what), ["opted_out"])
      yield* customerWrites(shared, phone, "who is this?")
      const items = yield* timeline.page(workspaceId, id, { after: 0, before: null, limit: 10 })
      assert.deepStrictEqual(items.map(({ _tag }) => _tag), ["Message", "OptedOut", "Message"])
    }))

  it.effect("CONTACT-6: is erased with the person, although nobody sees it", () =>
    Effect.gen(function* () {
      const { ann, shared } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const asked = yield* clients
      const phone = freshNumber()
      const contact = yield* saved(yield* asked.ann["Contact.save"](saving("Zoe", [phone])))
      const id = yield* campaignWrites(shared, phone, "dear Zoe", ann)
      yield* asked.ann["Contact.erase"]({ id: contact.id })
      const kept =
        yield* sql`SELECT content ->> 'kind' AS kind FROM items WHERE conversation_id = ${id} AND seq = 1`
      assert.deepStrictEqual(kept, [{ kind: "erased" }])
    }))
})
