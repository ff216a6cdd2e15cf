import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Clock, Context, Deferred, Effect, Exit, Fiber, Layer, Option, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import type { TranscriptProgress } from "../../domain/transcript/TranscriptRequest.ts"
import { TranscriptId, type TranscriptRequest } from "../../domain/transcript/TranscriptRequest.ts"
import type { User } from "../../domain/user/User.ts"
import { deskLayer } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { conversationIdOf, inboundMessageIdOf } from "../conversations/conversationIdOf.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { Timeline } from "../conversations/Timeline.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { Notices } from "../notifications/Notices.ts"
import { exportsMax, Transcripts } from "./Transcripts.ts"

const testLayer = Transcripts.layer.pipe(Layer.provideMerge(deskLayer))
const millisMax = 120_000

const viewerOf = Effect.fnUntraced(function* (user: User) {
  const { workspaceId } = yield* TestWorkspace
  return { user, workspaceId, sessionId: `session of ${user.name}` }
})

/** A customer writes to the shared Sender ID; the conversation is nobody's until it is assigned. */
const customerWrites = Effect.fnUntraced(function* (number: number, text: string) {
  const { account, shared, workspaceId } = yield* TestWorkspace
  const from = Address.make(`+1555${String(number).padStart(7, "0")}`)
  const address = canonicalAddress(from)
  const id = conversationIdOf(shared.id, address)
  const providerId = randomUUID()
  yield* (yield* Conversations).execute(id, workspaceId, {
    _tag: "Receive",
    messageId: inboundMessageIdOf(account.id, providerId),
    accountId: account.id,
    providerId,
    from,
    profileName: null,
    content: textContent(text),
    providerAt: null,
  }, { workspaceId, senderId: shared.id, channel: shared.channel, address, replyTo: from })
  return id
})

const assignTo = Effect.fnUntraced(function* (id: ConversationId, user: User) {
  const { ann, workspaceId } = yield* TestWorkspace
  yield* (yield* Conversations).execute(id, workspaceId, {
    _tag: "Assign",
    by: actorOf(ann),
    to: user.id,
    seen: null,
  })
})

const requestOf = (
  conversationId: ConversationId,
  change: Partial<TranscriptRequest> = {},
): TranscriptRequest => ({
  id: TranscriptId.make(randomUUID()),
  conversationId,
  format: "text",
  from: null,
  until: null,
  timeZone: "UTC",
  paper: "a4",
  ...change,
})

const exported = Effect.fnUntraced(function* (user: User, request: TranscriptRequest) {
  const transcripts = yield* Transcripts
  const progress = yield* transcripts.make(yield* viewerOf(user), request)
  return yield* Effect.map(Stream.runLast(progress), Option.getOrThrow)
})

const fileOf = Effect.fnUntraced(function* (user: User, { id }: TranscriptRequest) {
  return yield* (yield* Transcripts).file(yield* viewerOf(user), id)
})

/** As another node, or this one started again, has them. */
const freshTranscripts = Effect.map(
  Layer.build(Layer.fresh(Transcripts.layer)),
  (context) => Context.get(context, Transcripts),
)

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

/** Makes a conversation as long as that at once, in the tables. */
const lengthen = Effect.fnUntraced(function* (id: ConversationId, length: number) {
  const sql = yield* PgClient.PgClient
  yield* sql`
    INSERT INTO items (conversation_id, seq, kind, at, version, inbound_number, message_id, direction, content)
    SELECT ${id}, n, 'MessageReceived', now(), n, n, gen_random_uuid(), 'in',
      jsonb_build_object('kind', 'text', 'media', '[]'::jsonb, 'text', CASE n % 4
        WHEN 0 THEN 'Is the parcel on its way? It is order number ' || n
        WHEN 1 THEN 'هل يمكنني تغيير موعد التسليم؟ ' || n
        WHEN 2 THEN '可以帮我查一下吗？' || n
        ELSE 'क्या मैं डिलीवरी सोमवार को कर सकता हूँ? ' || n END)
    FROM generate_series(2, ${length}::int) n`
  yield* sql`UPDATE conversations SET last_seq = ${length}, version = ${length} WHERE id = ${id}`
})

layer(testLayer, { excludeTestServices: true })("transcripts", (it) => {
  it.effect(
    "EXPORT-1: the owner and admins export a conversation; others are refused, and hear why",
    () =>
      Effect.gen(function* () {
        const { ann, dana, omar } = yield* TestWorkspace
        const transcripts = yield* Transcripts
        const id = yield* customerWrites(1, "Hello")
        yield* assignTo(id, omar)
        yield* assignTo(id, dana)
        for (const user of [ann, dana]) {
          const request = requestOf(id)
          assert.strictEqual((yield* exported(user, request))._tag, "Made")
          const { name, type } = yield* fileOf(user, request)
          assert.match(name, /^Transcript \+1 555-000-0001 \d{4}-\d\d-\d\d\.txt$/)
          assert.strictEqual(type, "text/plain")
        }
        const unseen = yield* Effect.flip(transcripts.make(yield* viewerOf(omar), requestOf(id)))
        assert.deepInclude(unseen, { code: "not_found" })
      }),
    millisMax,
  )

  it.effect(
    "EXPORT-1: who took part but is not the owner any more sees the conversation and may not export it",
    () =>
      Effect.gen(function* () {
        const { ann, dana, omar, workspaceId } = yield* TestWorkspace
        const transcripts = yield* Transcripts
        const id = yield* customerWrites(2, "Hello")
        yield* assignTo(id, omar)
        yield* (yield* Conversations).execute(id, workspaceId, {
          _tag: "Write",
          by: actorOf(omar),
          messageId: inboundMessageIdOf("any", "a reply of omar"),
          content: textContent("Good morning"),
          starting: false,
        })
        const request = requestOf(id)
        assert.strictEqual((yield* exported(omar, request))._tag, "Made")
        yield* assignTo(id, dana)
        const refused = yield* Effect.flip(transcripts.make(yield* viewerOf(omar), requestOf(id)))
        assert.deepInclude(refused, {
          code: "not_allowed",
          message: "Only admins and the owner can export this conversation.",
        })
        // Nor what was made before.
        assert.deepInclude(yield* Effect.flip(fileOf(omar, request)), { code: "not_allowed" })
        // It is nobody's but theirs who asked for it.
        assert.deepInclude(yield* Effect.flip(fileOf(ann, request)), { code: "not_found" })
      }),
    millisMax,
  )

  it.effect(
    "ADMIN-3, CONV-7: an export is in the audit log and the timeline, once",
    () =>
      Effect.gen(function* () {
        const { ann, workspaceId } = yield* TestWorkspace
        const sql = yield* PgClient.PgClient
        const id = yield* customerWrites(3, "Hello")
        const request = requestOf(id, { format: "both" })
        yield* exported(ann, request)
        yield* exported(ann, request)
        const items = yield* (yield* Timeline).page(workspaceId, id, { after: 0, before: null, limit: 10 })
        assert.deepStrictEqual(
          items.map((item) => item._tag === "TranscriptExported" ? [item.by, item.format] : item._tag),
          ["Message", [ann.id, "both"]],
        )
        const entries = yield* sql`
        SELECT user_id AS "user", detail FROM audit_log
        WHERE action = 'conversation_exported' AND subject ->> 'id' = ${id}`
        assert.deepStrictEqual(entries, [{ user: ann.id, detail: { note: "As a PDF and as text." } }])
      }),
    millisMax,
  )

  it.effect(
    "EXPORT-1: only the period that was chosen is in it, at both ends to the millisecond",
    () =>
      Effect.gen(function* () {
        const { ann, workspaceId } = yield* TestWorkspace
        const sql = yield* PgClient.PgClient
        const id = yield* customerWrites(4, "first")
        for (const text of ["second", "third", "fourth"]) yield* customerWrites(4, text)
        const noon = Date.UTC(2026, 10, 12, 12)
        yield* sql`UPDATE items SET at = to_timestamp(${noon}::float8 / 1000) + (seq - 1) * interval '1 hour'
        WHERE conversation_id = ${id}`
        assert.strictEqual(
          (yield* (yield* Timeline).page(workspaceId, id, { after: 0, before: null, limit: 9 }))[1]?.at,
          noon + 3_600_000,
        )
        const request = requestOf(id, { from: noon + 3_600_000, until: noon + 3 * 3_600_000 })
        yield* exported(ann, request)
        const lines = textOf((yield* fileOf(ann, request)).bytes).split("\n").filter((line) =>
          line.startsWith("[")
        )
        assert.deepStrictEqual(lines, [
          "[2026-11-12 13:00] +1 555-000-0004: second",
          "[2026-11-12 14:00] +1 555-000-0004: third",
        ])
      }),
    millisMax,
  )

  it.effect(
    "CONTACT-6: what was exported before a person was erased is not handed over any more",
    () =>
      Effect.gen(function* () {
        const { ann, workspaceId } = yield* TestWorkspace
        const id = yield* customerWrites(5, "my secret")
        const request = requestOf(id)
        yield* exported(ann, request)
        assert.include(textOf((yield* fileOf(ann, request)).bytes), "my secret")
        yield* (yield* Conversations).execute(id, workspaceId, { _tag: "Erase", by: actorOf(ann) })
        assert.deepInclude(yield* Effect.flip(fileOf(ann, request)), { code: "not_found" })
        const after = requestOf(id)
        yield* exported(ann, after)
        assert.notInclude(textOf((yield* fileOf(ann, after)).bytes), "my secret")
      }),
    millisMax,
  )

  it.effect(
    "FIT-3: who left the page has a notice with the file as long as it is kept, or with why there is none",
    () =>
      Effect.gen(function* () {
        const { ann, dana } = yield* TestWorkspace
        const transcripts = yield* Transcripts
        const notices = yield* Notices
        const sql = yield* PgClient.PgClient
        const id = yield* customerWrites(8, "Hello")
        const newest = Effect.fnUntraced(function* (user: User) {
          return (yield* notices.list(yield* viewerOf(user), { limit: 1 })).notices[0]
        })
        const request = requestOf(id)
        yield* exported(ann, request)
        const ready = yield* newest(ann)
        if (ready?._tag !== "TranscriptMade") return assert.fail("it is told")
        assert.strictEqual(ready.conversation.id, id)
        assert.strictEqual(ready.file?.path, `/transcripts/${request.id}`)
        assert.approximately((ready.file?.keptUntil ?? 0) - ready.at, 60 * 60_000, 1_000)
        assert.isFalse(ready.read)
        assert.notInclude(JSON.stringify(yield* newest(dana)) ?? "", request.id)
        yield* fileOf(ann, request)
        assert.deepInclude(yield* newest(ann), { read: true })
        // Asked again under its id, by a tab that lost sight of it, it is there and not made once more.
        yield* sql`UPDATE transcripts SET name = 'made before' WHERE id = ${request.id}`
        const again = yield* Stream.runLast(
          yield* (yield* freshTranscripts).make(yield* viewerOf(ann), request),
        )
        assert.deepInclude(Option.getOrThrow(again), { _tag: "Made", name: "made before" })
        yield* sql`UPDATE transcripts SET expires_at = now() WHERE id = ${request.id}`
        assert.deepInclude(yield* newest(ann), { _tag: "TranscriptMade", file: null })
        const long = yield* customerWrites(9, "Hello")
        yield* lengthen(long, 50_001)
        yield* Stream.runDrain(yield* transcripts.make(yield* viewerOf(ann), requestOf(long)))
        assert.deepInclude(yield* newest(ann), {
          _tag: "TranscriptNotMade",
          message: "There are more than 50,000 messages in this period. Choose a shorter one.",
        })
      }).pipe(Effect.scoped),
    millisMax,
  )

  it.effect(
    "FIT-3: what a dead node left unmade another one makes, as often as is good, and tells its user either way",
    () =>
      Effect.gen(function* () {
        const { ann, dana, workspaceId } = yield* TestWorkspace
        const transcripts = yield* Transcripts
        const sql = yield* PgClient.PgClient
        const id = yield* customerWrites(11, "Hello")
        const leave = Effect.fnUntraced(function* (user: User, request: TranscriptRequest, tries: number) {
          yield* sql`INSERT INTO transcript_jobs (id, workspace_id, user_id, conversation_id, request, tries, beat_at)
            VALUES (${request.id}, ${workspaceId}, ${user.id}, ${id}, ${
            JSON.stringify(request)
          }::jsonb, ${tries},
              now() - interval '1 minute')`
        })
        const endOf = Effect.fnUntraced(function* (user: User, request: TranscriptRequest) {
          const progress = yield* transcripts.make(yield* viewerOf(user), request)
          return yield* Effect.map(Stream.runLast(progress), Option.getOrThrow)
        })
        const [once, often, notTheirs] = [requestOf(id), requestOf(id), requestOf(id)]
        yield* leave(ann, once, 1)
        yield* leave(ann, often, 3)
        yield* leave(dana, notTheirs, 1)
        assert.deepInclude(yield* endOf(ann, once), { _tag: "Made", path: `/transcripts/${once.id}` })
        assert.include(textOf((yield* fileOf(ann, once)).bytes), "Hello")
        assert.match(JSON.stringify(yield* endOf(ann, often)), /"NotMade".*stopped each time/)
        assert.strictEqual((yield* endOf(dana, notTheirs))._tag, "NotMade")
        const { notices } = yield* (yield* Notices).list(yield* viewerOf(ann), { limit: 2 })
        assert.sameMembers(notices.map(({ _tag }) => _tag), ["TranscriptMade", "TranscriptNotMade"])
        const items = yield* (yield* Timeline).page(workspaceId, id, { after: 0, before: null, limit: 10 })
        assert.lengthOf(items.filter((item) => item._tag === "TranscriptExported"), 1)
      }),
    millisMax,
  )

  it.effect(
    "CONV-7, EXPORT-1: an export whose node dies between the timeline and the file is in the timeline and the audit log once",
    () =>
      Effect.gen(function* () {
        const { ann, workspaceId } = yield* TestWorkspace
        const conversations = yield* Conversations
        const sql = yield* PgClient.PgClient
        const id = yield* customerWrites(13, "Hello")
        const request = requestOf(id)
        const noted = yield* Deferred.make<void>()
        const dying = Layer.mock(Conversations)({
          execute: (...args) =>
            conversations.execute(...args).pipe(
              Effect.andThen(Deferred.succeed(noted, undefined)),
              Effect.andThen(Effect.never),
            ),
          livesHere: () => true,
        })
        yield* Effect.scoped(Effect.gen(function* () {
          const node = yield* Layer.build(Layer.fresh(Transcripts.layer).pipe(Layer.provide(dying)))
          yield* Context.get(node, Transcripts).make(yield* viewerOf(ann), request)
          yield* Deferred.await(noted)
        }))
        yield* sql`UPDATE transcript_jobs SET beat_at = now() - interval '1 minute' WHERE id = ${request.id}`
        assert.strictEqual((yield* exported(ann, request))._tag, "Made")
        assert.include(textOf((yield* fileOf(ann, request)).bytes), "Hello")
        const items = yield* (yield* Timeline).page(workspaceId, id, { after: 0, before: null, limit: 10 })
        assert.lengthOf(items.filter((item) => item._tag === "TranscriptExported"), 1)
        const audited = yield* sql`SELECT FROM audit_log
          WHERE action = 'conversation_exported' AND subject ->> 'id' = ${id}`
        assert.lengthOf(audited, 1)
      }),
    millisMax,
  )

  it.effect(
    "FIT-3: an export is followed and cancelled on any node, and made on one",
    () =>
      Effect.gen(function* () {
        const { ann, workspaceId } = yield* TestWorkspace
        const transcripts = yield* Transcripts
        const viewer = yield* viewerOf(ann)
        const another = yield* freshTranscripts
        const id = yield* customerWrites(12, "Hello")
        yield* lengthen(id, 4_000)
        const request = requestOf(id)
        yield* transcripts.make(viewer, request)
        const seen = yield* Stream.runCollect(yield* another.make(viewer, request))
        assert.deepStrictEqual(seen.map(({ _tag }) => _tag).filter((tag) => tag !== "Making"), ["Made"])
        const long = requestOf(id, { format: "pdf" })
        const following = yield* Effect.forkChild(exported(ann, long))
        yield* Stream.runHead(yield* transcripts.make(viewer, long))
        yield* another.cancel(viewer, long.id)
        yield* Fiber.join(following)
        assert.strictEqual((yield* exported(ann, long))._tag, "Cancelled")
        const items = yield* (yield* Timeline).page(workspaceId, id, { after: 4_000, before: null, limit: 9 })
        assert.lengthOf(items.filter((item) => item._tag === "TranscriptExported"), 1)
      }).pipe(Effect.scoped),
    millisMax,
  )

  it.effect(
    "FIT-3: an export that nobody follows goes on, one that is cancelled leaves nothing, and too many are refused",
    () =>
      Effect.gen(function* () {
        const { ann, workspaceId } = yield* TestWorkspace
        const transcripts = yield* Transcripts
        const viewer = yield* viewerOf(ann)
        const id = yield* customerWrites(6, "Hello")
        yield* lengthen(id, 600)
        const left = requestOf(id)
        yield* Stream.runHead(yield* transcripts.make(viewer, left))
        assert.strictEqual((yield* exported(ann, left))._tag, "Made")
        const requests = Array.from({ length: exportsMax }, () => requestOf(id, { format: "pdf" }))
        for (const request of requests) yield* transcripts.make(viewer, request)
        const refused = yield* Effect.exit(transcripts.make(viewer, requestOf(id)))
        assert.isTrue(Exit.isFailure(refused))
        for (const request of requests) {
          const following = yield* Effect.forkChild(exported(ann, request))
          yield* transcripts.cancel(viewer, request.id)
          assert.strictEqual((yield* Fiber.join(following))._tag, "Cancelled")
          assert.isTrue(Exit.isFailure(yield* Effect.exit(fileOf(ann, request))))
        }
        const items = yield* (yield* Timeline).page(workspaceId, id, { after: 600, before: null, limit: 10 })
        assert.lengthOf(items.filter((item) => item._tag === "TranscriptExported"), 1)
      }),
    millisMax,
  )

  it.effect(
    "EXPORT-3: while ten thousand messages of four scripts are exported, progress is told and calls are answered",
    () =>
      Effect.gen(function* () {
        const { ann } = yield* TestWorkspace
        const transcripts = yield* Transcripts
        const inbox = yield* Inbox
        const viewer = yield* viewerOf(ann)
        const id = yield* customerWrites(7, "Hello")
        yield* lengthen(id, 10_000)
        const request = requestOf(id, { format: "both" })
        const told: Array<TranscriptProgress> = []
        const following = yield* Effect.forkChild(Stream.runForEach(
          yield* transcripts.make(viewer, request),
          (progress) => Effect.sync(() => told.push(progress)),
        ))
        const waits: Array<number> = []
        while (told.at(-1)?._tag !== "Made" && told.at(-1)?._tag !== "NotMade") {
          const asked = yield* Clock.currentTimeMillis
          yield* inbox.row(viewer, id)
          waits.push((yield* Clock.currentTimeMillis) - asked)
          yield* Effect.sleep("10 millis")
        }
        yield* Fiber.join(following)
        assert.strictEqual(told.at(-1)?._tag, "Made")
        const percents = told.flatMap((one) => one._tag === "Making" ? [one.percent] : [])
        assert.isAbove(new Set(percents).size, 5)
        assert.deepStrictEqual(percents, percents.toSorted((a, b) => a - b))
        waits.sort((a, b) => a - b)
        // On the thread of the server, setting the pages would keep each call for seconds.
        assert.isBelow(waits[Math.floor(waits.length * 0.95)] ?? Infinity, 250)
        const { bytes } = yield* fileOf(ann, request)
        assert.isAbove(bytes.length, 100_000)
      }),
    millisMax,
  )
})
