import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Latch, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { Draft } from "../../domain/draft/Draft.ts"
import { draftsMax } from "../../domain/draft/Draft.ts"
import type { User } from "../../domain/user/User.ts"
import { deskLayer } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { receivedText } from "../conversations/ReceiveFixture.ts"
import { Feed } from "../feed/Feed.ts"
import { Drafts } from "./Drafts.ts"

let numbers = 0
/** A conversation of a customer who wrote, given to Dana. */
const conversation = Effect.gen(function* () {
  const { account, ann, dana, shared, workspaceId } = yield* TestWorkspace
  const conversations = yield* Conversations
  const from = Address.make(`+1555041${String(numbers++).padStart(4, "0")}`)
  const address = canonicalAddress(from)
  const id = conversationIdOf(shared.id, address)
  const born = { workspaceId, senderId: shared.id, channel: "sms", address, replyTo: from } as const
  yield* conversations.execute(id, workspaceId, receivedText(account.id, from, "hello"), born)
  yield* conversations.execute(id, workspaceId, { _tag: "Assign", by: actorOf(ann), to: dana.id, seen: null })
  return id
})

const viewerOf = Effect.fnUntraced(function* (user: User) {
  const { workspaceId } = yield* TestWorkspace
  return { user, workspaceId, sessionId: `session of ${user.name}` }
})
const save = Effect.fnUntraced(
  function* (user: User, id: ConversationId, text: string, version: number, desk: string = randomUUID()) {
    const drafts = yield* Drafts
    return yield* drafts.save(yield* viewerOf(user), desk, { id, kind: "reply", text, version })
  },
)
const draftIn = Effect.fnUntraced(function* (user: User, id: ConversationId) {
  const drafts = yield* Drafts
  return (yield* drafts.list(yield* viewerOf(user))).find((draft) => draft.id === id)
})

layer(deskLayer, { excludeTestServices: true })("Drafts", (it) => {
  it.effect("SYNC-2: a draft is kept, followed by the next, and cleared; a note's is another one", () =>
    Effect.gen(function* () {
      const { dana } = yield* TestWorkspace
      const id = yield* conversation
      const first = yield* save(dana, id, "Dear El", 0)
      assert.deepStrictEqual(yield* draftIn(dana, id), first.draft)
      const second = yield* save(dana, id, "Dear Elena", first.draft.version)
      assert.isTrue(second.saved)
      assert.strictEqual((yield* draftIn(dana, id))?.text, "Dear Elena")
      const drafts = yield* Drafts
      yield* drafts.save(yield* viewerOf(dana), randomUUID(), { id, kind: "note", text: "late", version: 0 })
      const cleared = yield* save(dana, id, "", second.draft.version)
      assert.deepStrictEqual(cleared, { saved: true, draft: { id, kind: "reply", text: "", version: 0 } })
      const left = (yield* drafts.list(yield* viewerOf(dana))).filter((draft) => draft.id === id)
      assert.deepStrictEqual(left.map(({ kind, text }) => ({ kind, text })), [{ kind: "note", text: "late" }])
    }))

  it.effect("SYNC-2: of two desks that follow the same version one saves, the other gets what it saved", () =>
    Effect.gen(function* () {
      const { dana } = yield* TestWorkspace
      const id = yield* conversation
      const race = yield* Effect.all([
        save(dana, id, "from the phone", 0),
        save(dana, id, "from the desk", 0),
      ], {
        concurrency: "unbounded",
      })
      assert.deepStrictEqual(race.map(({ saved }) => saved).toSorted(), [false, true])
      assert.deepStrictEqual(race[0].draft, race[1].draft)
      const { version } = race[0].draft
      yield* save(dana, id, "", version)
      const late = yield* save(dana, id, "typed offline", version)
      assert.deepStrictEqual(late, { saved: false, draft: { id, kind: "reply", text: "", version: 0 } })
    }))

  it.effect("AUTH-4, SYNC-3: a draft is its writer's alone, and out of reach with the conversation", () =>
    Effect.gen(function* () {
      const { ann, dana, omar, workspaceId } = yield* TestWorkspace
      const conversations = yield* Conversations
      const id = yield* conversation
      const refused = yield* Effect.flip(save(omar, id, "not mine", 0))
      assert.strictEqual(refused._tag === "Refusal" && refused.code, "not_found")
      const { draft } = yield* save(dana, id, "mine", 0)
      assert.isUndefined(yield* draftIn(ann, id), "an admin sees the conversation, not what others type")
      yield* conversations.execute(id, workspaceId, {
        _tag: "Assign",
        by: actorOf(ann),
        to: omar.id,
        seen: null,
      })
      assert.isUndefined(yield* draftIn(dana, id))
      const gone = yield* Effect.flip(save(dana, id, "mine still", draft.version))
      assert.strictEqual(gone._tag === "Refusal" && gone.code, "not_found")
    }))

  it.effect("SYNC-2: the user's open desks are told, with the text as it is now, and nobody else's", () =>
    Effect.gen(function* () {
      const { ann, dana } = yield* TestWorkspace
      const feed = yield* Feed
      const id = yield* conversation
      const follow = Effect.fnUntraced(function* (user: User, seen: Array<Draft>) {
        const opened = yield* Latch.make(false)
        const fiber = yield* Effect.forkScoped(
          feed.follow(yield* viewerOf(user), null).pipe(
            Stream.tap(() => opened.open),
            Stream.tap((frame) => Effect.sync(() => frame._tag === "DraftSaved" && seen.push(frame.draft))),
            Stream.takeUntil((frame) => frame._tag === "DraftSaved" && frame.draft.text === "end"),
            Stream.runDrain,
          ),
        )
        yield* opened.await
        return fiber
      })
      const [danas, anns]: [Array<Draft>, Array<Draft>] = [[], []]
      const danasDesk = yield* follow(dana, danas)
      const annsDesk = yield* follow(ann, anns)
      const { draft } = yield* save(dana, id, "on its way", 0)
      yield* save(dana, id, "end", draft.version)
      yield* Fiber.join(danasDesk)
      assert.strictEqual(danas.at(-1)?.text, "end")
      const other = yield* conversation
      yield* save(ann, other, "end", 0)
      yield* Fiber.join(annsDesk)
      assert.deepStrictEqual(anns.map((one) => one.id), [other])
    }))

  it.effect("CONTACT-6: an erasure takes the drafts of all users with it", () =>
    Effect.gen(function* () {
      const { ann, dana, workspaceId } = yield* TestWorkspace
      const conversations = yield* Conversations
      const sql = yield* PgClient.PgClient
      const id = yield* conversation
      yield* save(dana, id, "Dear Elena Marsh of Elm Street", 0)
      yield* save(ann, id, "about Elena", 0)
      yield* conversations.execute(id, workspaceId, { _tag: "Erase", by: actorOf(ann) })
      assert.deepStrictEqual(yield* sql`SELECT 1 FROM drafts WHERE conversation_id = ${id}`, [])
    }))

  it.effect("SYNC-2: nobody keeps more drafts than are bearable; those that there are go on", () =>
    Effect.gen(function* () {
      const { ann } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const [id, other] = [yield* conversation, yield* conversation]
      const { draft } = yield* save(ann, id, "one of many", 0)
      yield* sql`INSERT INTO drafts (user_id, conversation_id, kind, text)
        SELECT ${ann.id}, gen_random_uuid(), 'reply', 'x' FROM generate_series(2, ${draftsMax})`
      const refused = yield* Effect.flip(save(ann, other, "one too many", 0))
      assert.strictEqual(refused._tag === "Refusal" && refused.code, "too_many_requests")
      assert.isTrue((yield* save(ann, id, "still one of them", draft.version)).saved)
      yield* sql`DELETE FROM drafts WHERE user_id = ${ann.id}`
    }))
})
