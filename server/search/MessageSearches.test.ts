import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Schedule } from "effect"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import type { MessageHit, MessageHits } from "../../domain/rpc/InboxRpcs.ts"
import type { User } from "../../domain/user/User.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { deskLayer } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { conversationIdOf, inboundMessageIdOf } from "../conversations/conversationIdOf.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { MessageIndexerLive } from "./MessageIndexer.ts"
import { MessageSearches } from "./MessageSearches.ts"

// Two, as with two nodes: what is indexed is indexed once.
const services = Layer.mergeAll(MessageSearches.layer, MessageIndexerLive, Layer.fresh(MessageIndexerLive))
  .pipe(
    Layer.provideMerge(deskLayer),
    Layer.orDie,
  )

const receive = Effect.fnUntraced(function* (from: string, text: string) {
  const { account, shared, workspaceId } = yield* TestWorkspace
  const conversations = yield* Conversations
  const replyTo = Address.make(from)
  const address = canonicalAddress(replyTo)
  const id = conversationIdOf(shared.id, address)
  const providerId = randomUUID()
  yield* conversations.execute(id, workspaceId, {
    _tag: "Receive",
    messageId: inboundMessageIdOf(account.id, providerId),
    accountId: account.id,
    providerId,
    from: replyTo,
    profileName: null,
    content: textContent(text),
    providerAt: null,
  }, { workspaceId, senderId: shared.id, channel: shared.channel, address, replyTo })
  return id
})

/** What was committed before is in the search: the indexer works in the feed's order. */
const indexed = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql<{ readonly behind: boolean }>`
    SELECT EXISTS (SELECT FROM feed, message_words_position p WHERE (feed.xid, feed.id) > (p.xid, p.id)) AS behind`
    .pipe(
      Effect.repeat({
        until: ([row]) => row?.behind === false,
        schedule: Schedule.spaced("20 millis"),
        times: 500,
      }),
    )
})

const pageOf = Effect.fnUntraced(
  function* (user: User, search: string, cursor: string | null, limit: number) {
    const { workspaceId } = yield* TestWorkspace
    const searches = yield* MessageSearches
    return yield* searches.find({ user, workspaceId, sessionId: "session" }, { search, cursor, limit })
  },
)

const find = Effect.fnUntraced(function* (user: User, search: string, limit = 2) {
  const hits: Array<MessageHit> = []
  let cursor: string | null = null
  do {
    const page: MessageHits = yield* pageOf(user, search, cursor, limit)
    hits.push(...page.hits)
    cursor = page.cursor
  } while (cursor !== null)
  return hits
})

layer(services, { excludeTestServices: true })("MessageSearches", (it) => {
  it.effect("SEARCH-2: messages with all of the words are found, newest first, each once, with the match marked", () =>
    Effect.gen(function* () {
      const { ann } = yield* TestWorkspace
      yield* receive("+15550310001", "Where is my Päckchen?")
      const id = yield* receive("+15550310002", "hello")
      for (let n = 1; n <= 5; n++) yield* receive("+15550310002", `The packchen no. ${n} is late`)
      yield* indexed
      const hits = yield* find(ann, "PACKCH late")
      assert.deepStrictEqual(hits.map(({ seq }) => seq), [6, 5, 4, 3, 2])
      assert.isTrue(hits.every(({ row }) => row.id === id))
      const [first] = hits
      const marks = first?.snippet.matches.map(({ end, start }) => first.snippet.text.slice(start, end))
      assert.deepStrictEqual(marks, ["packch", "late"])
      assert.strictEqual((yield* find(ann, "päckchen")).length, 6)
      assert.deepStrictEqual(yield* find(ann, "ackchen"), [], "words are found by how they begin")
      assert.deepStrictEqual(yield* find(ann, "' & ! *"), [], "signs are no words")
    }))

  it.effect("CONTACT-6, SEARCH-2: of an erased conversation no word stays to be found", () =>
    Effect.gen(function* () {
      const { ann, workspaceId } = yield* TestWorkspace
      const conversations = yield* Conversations
      const sql = yield* PgClient.PgClient
      const id = yield* receive("+15550310009", "an unforgettable word")
      yield* indexed
      assert.strictEqual((yield* find(ann, "unforgettable")).length, 1)
      yield* conversations.execute(id, workspaceId, { _tag: "Erase", by: actorOf(ann) })
      yield* indexed
      assert.strictEqual((yield* find(ann, "unforgettable")).length, 0)
      assert.deepStrictEqual(yield* sql`SELECT seq FROM message_words WHERE conversation_id = ${id}`, [])
    }))

  it.effect("AUTH-4: messages are found by whoever may see their conversation, and by nobody else", () =>
    Effect.gen(function* () {
      const { ann, dana, omar, workspaceId } = yield* TestWorkspace
      const conversations = yield* Conversations
      const id = yield* receive("+15550310003", "a secret word")
      yield* indexed
      assert.strictEqual((yield* find(ann, "secret")).length, 1)
      assert.strictEqual((yield* find(dana, "secret")).length, 0)
      yield* conversations.execute(id, workspaceId, {
        _tag: "Assign",
        by: actorOf(ann),
        to: dana.id,
        seen: null,
      })
      assert.strictEqual((yield* find(dana, "secret")).length, 1)
      assert.strictEqual((yield* find(omar, "secret")).length, 0)
      const searches = yield* MessageSearches
      const elsewhere = { user: ann, workspaceId: WorkspaceId.make(randomUUID()), sessionId: "session" }
      assert.deepStrictEqual(
        (yield* searches.find(elsewhere, { search: "secret", cursor: null, limit: 5 })).hits,
        [],
      )
    }))

  it.effect("SEARCH-2: words that are long, many, or of any script are found", () =>
    Effect.gen(function* () {
      const { ann } = yield* TestWorkspace
      yield* receive("+15550310004", `${"x".repeat(3_000)} привет 東京 ${"w ".repeat(400)}`)
      yield* indexed
      for (const search of ["ПРИВЕТ", "東", "xxxx", "x".repeat(90)]) {
        assert.strictEqual((yield* find(ann, search)).length, 1, search)
      }
    }))
})
