import { assert, layer } from "@effect/vitest"
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Schedule } from "effect"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import { type MessageContent, textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { freshNumber } from "../contacts/ContactFixture.ts"
import { MediaFiles } from "../media/MediaFiles.ts"
import { MessageIndexerLive } from "../search/MessageIndexer.ts"
import { MessageSearches } from "../search/MessageSearches.ts"
import { deskLayer } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { conversationIdOf, inboundMessageIdOf } from "./conversationIdOf.ts"
import { actorOf, Conversations } from "./Conversations.ts"
import { Timeline } from "./Timeline.ts"

const services = Layer.merge(MessageSearches.layer, MessageIndexerLive).pipe(
  Layer.provideMerge(deskLayer),
  Layer.orDie,
)

/** A customer on WhatsApp, and what they see of the conversation with them. */
const customer = Effect.gen(function* () {
  const { account, ann, whatsapp, workspaceId } = yield* TestWorkspace
  const conversations = yield* Conversations
  const timeline = yield* Timeline
  const searches = yield* MessageSearches
  const sql = yield* PgClient.PgClient
  const replyTo = Address.make(freshNumber())
  const address = canonicalAddress(replyTo)
  const id = conversationIdOf(whatsapp.id, address)
  const place = { workspaceId, senderId: whatsapp.id, channel: whatsapp.channel, address, replyTo }
  const sends = (providerId: string, content: MessageContent) =>
    conversations.execute(id, workspaceId, {
      _tag: "Receive",
      messageId: inboundMessageIdOf(account.id, providerId),
      accountId: account.id,
      providerId,
      from: replyTo,
      profileName: null,
      content,
      providerAt: null,
    }, place)
  const answers = (content: MessageContent) =>
    conversations.execute(id, workspaceId, {
      _tag: "Write",
      by: actorOf(ann),
      messageId: MessageId.make(randomUUID()),
      content,
      starting: false,
    })
  const items = timeline.page(workspaceId, id, { after: 0, before: null, limit: 100 }).pipe(
    Effect.map((all) => all.flatMap((item) => item._tag === "Message" ? [item] : [])),
  )
  /** The places of this conversation where a word is found, once everything is indexed. */
  const found = Effect.fnUntraced(function* (word: string) {
    yield* sql<{ readonly behind: boolean }>`
      SELECT EXISTS (SELECT FROM feed, message_words_position p WHERE (feed.xid, feed.id) > (p.xid, p.id)) AS behind`
      .pipe(Effect.repeat({
        until: ([row]) => row?.behind === false,
        schedule: Schedule.spaced("20 millis"),
        times: 500,
      }))
    const viewer = { user: ann, workspaceId, sessionId: "session" }
    const { hits } = yield* searches.find(viewer, { search: word, cursor: null, limit: 20 })
    return hits.filter(({ row }) => row.id === id).map(({ seq }) => seq)
  })
  return { id, account, sends, answers, items, found }
})

const about = (kind: "edited" | "deleted", providerId: string, text = ""): MessageContent => ({
  kind,
  text,
  media: [],
  quote: { providerId, text: null },
})

layer(services, { excludeTestServices: true })("what a customer takes back", (it) => {
  it.effect("HOOK-7: is nowhere any more, neither its words nor its files nor what others quoted of it", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const files = yield* MediaFiles
      const { account, answers, found, id, items, sends } = yield* customer
      const media = [{ id: "m1", name: "passport.txt", type: "text/plain", size: 8 }]
      yield* sends("w1", { kind: "media", text: "my passport zanzibar", media })
      const message = { conversationId: id, messageId: inboundMessageIdOf(account.id, "w1") }
      yield* files.want(account, message, media)
      const [wanted] = yield* files.filesOf(id, message.messageId)
      const stored = yield* files.keep(wanted ?? assert.fail("no file"), new TextEncoder().encode("passport"))
      yield* answers({ ...textContent("Thanks"), quote: { providerId: "w1", text: "my passport zanzibar" } })
      assert.deepStrictEqual(yield* found("zanzibar"), [1])

      yield* sends("w2", about("deleted", "w1"))
      const [original, answer, deletion] = yield* items
      assert.deepInclude(original, { seq: 1, kind: "deleted", text: "", media: [], direction: "in" })
      assert.isUndefined(original?.quote)
      assert.deepStrictEqual(answer?.quote, { providerId: "w1", text: null })
      assert.deepInclude(deletion, { seq: 3, kind: "deleted" })
      assert.deepStrictEqual(yield* found("zanzibar"), [])
      const [kept] =
        yield* sql`SELECT FROM items WHERE conversation_id = ${id} AND content::text LIKE '%zanzibar%'`
      assert.isUndefined(kept)
      // The fetcher's next look removes the bytes.
      const [row] = yield* files.filesOf(id, message.messageId)
      assert.deepInclude(row, { state: "wanted", providerRef: null, key: stored.key })
      const gone = yield* files.discard(row ?? assert.fail("no file"))
      assert.deepInclude(gone, { state: "gone", key: null, name: null })
    }))

  it.effect("HOOK-7: is not changed by what comes about it later, and an edit shows what it became", () =>
    Effect.gen(function* () {
      const { found, items, sends } = yield* customer
      yield* sends("e1", textContent("meet me in timbuktu"))
      assert.deepStrictEqual(yield* found("timbuktu"), [1])
      yield* sends("e2", about("edited", "e1", "meet me in samarkand"))
      const [edited] = yield* items
      assert.deepInclude(edited, { kind: "text", text: "meet me in samarkand" })
      assert.deepStrictEqual(yield* found("timbuktu"), [])
      assert.deepStrictEqual(yield* found("samarkand"), [2])
      yield* sends("e3", about("edited", "e1", "meet me in bukhara"))
      assert.deepStrictEqual((yield* items).map(({ text }) => text), [
        "meet me in bukhara",
        "",
        "meet me in bukhara",
      ])
      assert.deepStrictEqual([yield* found("samarkand"), yield* found("bukhara")], [[], [3]])
      yield* sends("e4", about("deleted", "e1"))
      yield* sends("e5", about("edited", "e1", "too late"))
      const [first, ...later] = yield* items
      assert.deepInclude(first, { kind: "deleted", text: "" })
      assert.deepStrictEqual(later.map(({ text }) => text), ["", "", "", "too late"])
      assert.deepStrictEqual(yield* found("bukhara"), [])
    }))

  it.effect("HOOK-7: a message that was fetched while it was taken back is not kept", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const files = yield* MediaFiles
      const { account, id, sends } = yield* customer
      const media = [{ id: "m2", name: null, type: "image/jpeg", size: null }]
      yield* sends("f1", { kind: "media", text: "", media })
      const message = { conversationId: id, messageId: inboundMessageIdOf(account.id, "f1") }
      yield* files.want(account, message, media)
      const [wanted] = yield* files.filesOf(id, message.messageId)
      yield* sends("f2", about("deleted", "f1"))
      const late = yield* files.keep(wanted ?? assert.fail("no file"), new TextEncoder().encode("late"))
      assert.strictEqual(late.state, "gone")
      const rows = yield* sql`SELECT key FROM media_files WHERE conversation_id = ${id}`
      assert.deepStrictEqual(rows, [{ key: null }])
    }))
})
