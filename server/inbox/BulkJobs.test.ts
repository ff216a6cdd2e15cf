import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Context, Deferred, Effect, Fiber, Layer, Option, Schedule, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { type BulkAction, BulkId, type BulkItem, BulkTarget } from "../../domain/inbox/Bulk.ts"
import type { InboxFilter } from "../../domain/inbox/InboxFilter.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { User } from "../../domain/user/User.ts"
import { deskLayer } from "../../test/TestDesk.ts"
import { type TestSender, TestWorkspace } from "../../test/TestWorkspace.ts"
import { conversationIdOf, inboundMessageIdOf } from "../conversations/conversationIdOf.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { Notices } from "../notifications/Notices.ts"
import { BulkJobs } from "./BulkJobs.ts"
import { runningMax } from "./bulkStore.ts"
import { Inbox } from "./Inbox.ts"

const newId = () => BulkId.make(randomUUID())
const mine: InboxFilter = { view: { _tag: "Mine" }, search: "", unreadOnly: false, channel: null }
const pageMax = 100

const viewerOf = Effect.fnUntraced(function* (user: User) {
  const { workspaceId } = yield* TestWorkspace
  return { user, workspaceId, sessionId: `session of ${user.name}` }
})

/** Customers of a Sender ID write, each once. */
const receiveFrom = Effect.fnUntraced(function* (sender: TestSender, first: number, count: number) {
  const { account, workspaceId } = yield* TestWorkspace
  const conversations = yield* Conversations
  const numbers = Array.from({ length: count }, (_, index) => first + index)
  return yield* Effect.forEach(numbers, (number) => {
    const from = Address.make(`+1555${String(number).padStart(7, "0")}`)
    const address = canonicalAddress(from)
    const id = conversationIdOf(sender.id, address)
    const providerId = randomUUID()
    const command: ConversationCommand = {
      _tag: "Receive",
      messageId: inboundMessageIdOf(account.id, providerId),
      accountId: account.id,
      providerId,
      from,
      profileName: null,
      content: textContent("hello"),
      providerAt: null,
    }
    const { channel, id: senderId } = sender
    return conversations.execute(id, workspaceId, command, {
      workspaceId,
      senderId,
      channel,
      address,
      replyTo: from,
    }).pipe(Effect.as(id))
  }, { concurrency: 32 })
})

/** Every row of a list, page by page, as a desk that scrolls to the end loads them. */
const rowsOf = Effect.fnUntraced(function* (user: User, filter: InboxFilter) {
  const inbox = yield* Inbox
  const viewer = yield* viewerOf(user)
  const rows: Array<InboxRow> = []
  let cursor: string | null = null
  do {
    const page: { readonly rows: ReadonlyArray<InboxRow>; readonly cursor: string | null } = yield* inbox
      .list(viewer, { ...filter, limit: pageMax, cursor })
    rows.push(...page.rows)
    cursor = page.cursor
  } while (cursor !== null)
  return rows
})

const itemOf = ({ id, inboundCount, owner, ownerUnread }: InboxRow): BulkItem => ({
  id,
  inboundCount,
  owner,
  ownerUnread,
})

const last = <E>(progress: Stream.Stream<Stream.Success<Progress>, E>) =>
  Effect.map(Stream.runLast(progress), Option.getOrThrow)
type Progress = Effect.Success<ReturnType<BulkJobs["Service"]["run"]>>

const run = Effect.fnUntraced(function* (
  user: User,
  action: BulkAction,
  target: BulkTarget,
  id: BulkId = newId(),
) {
  const bulk = yield* BulkJobs
  return yield* last(yield* bulk.run(yield* viewerOf(user), id, action, target))
})

const named = (rows: ReadonlyArray<InboxRow>) => BulkTarget.make({ _tag: "Named", items: rows.map(itemOf) })
const matching = (filter: InboxFilter, except: ReadonlyArray<ConversationId> = []) =>
  BulkTarget.make({ _tag: "Matching", filter, except })

const testLayer = BulkJobs.layer.pipe(Layer.provideMerge(deskLayer))
const millisMax = 60_000

layer(testLayer, { excludeTestServices: true })("many at once", (it) => {
  it.effect(
    "ASSIGN-6: of 300 conversations those that another admin was faster with are told, the rest are assigned",
    () =>
      Effect.gen(function* () {
        const { ann, dana, omar, shared, workspaceId } = yield* TestWorkspace
        const conversations = yield* Conversations
        yield* receiveFrom(shared, 1_000, 300)
        const rows = yield* rowsOf(ann, mine)
        assert.strictEqual(rows.length, 300)
        const taken = rows.slice(0, 25).map((row) => row.id)
        for (const id of taken) {
          yield* conversations.execute(id, workspaceId, {
            _tag: "Assign",
            by: actorOf(ann),
            to: omar.id,
            seen: null,
          })
        }
        const done = yield* run(ann, { _tag: "Assign", to: dana.id }, named(rows))
        assert.deepInclude(done, { total: 300, done: 300, failed: 25, undoable: 275, ended: true })
        assert.isTrue(
          done.failures.every((one) => taken.includes(one.id) && one.code === "assigned_meanwhile"),
        )
        assert.deepStrictEqual(done.failures[0]?.holder, { user: omar.id, assigned: true })
        assert.strictEqual((yield* rowsOf(dana, mine)).length, 275)
        assert.strictEqual((yield* rowsOf(omar, mine)).length, 25)
        assert.strictEqual((yield* rowsOf(ann, mine)).length, 0)
      }),
    millisMax,
  )
})

layer(testLayer, { excludeTestServices: true })("all that match", (it) => {
  it.effect(
    "ASSIGN-6: all that match but some are exactly the rows of the list but those",
    () =>
      Effect.gen(function* () {
        const { ann, dana, owned, shared, whatsapp } = yield* TestWorkspace
        yield* receiveFrom(shared, 2_000, 120)
        yield* receiveFrom(whatsapp, 3_000, 40)
        yield* receiveFrom(owned, 4_000, 10)
        const filter: InboxFilter = { ...mine, search: "5550002", unreadOnly: true, channel: "sms" }
        const rows = yield* rowsOf(ann, filter)
        assert.strictEqual(rows.length, 120)
        const except = rows.slice(5, 12).map((row) => row.id)
        const wanted = rows.map((row) => row.id).filter((id) => !except.includes(id))
        const done = yield* run(ann, { _tag: "Assign", to: dana.id }, matching(filter, except))
        assert.deepInclude(done, { total: 113, done: 113, failed: 0 })
        const moved = (yield* rowsOf(dana, { ...mine, search: "5550002" })).map((row) => row.id)
        assert.sameMembers(moved, wanted)
        assert.sameMembers((yield* rowsOf(ann, filter)).map((row) => row.id), except)
      }),
    millisMax,
  )

  it.effect(
    "READ-1, READ-3: all of an inbox are read, by oneself or on purpose by an admin",
    () =>
      Effect.gen(function* () {
        const { ann, dana } = yield* TestWorkspace
        const team: InboxFilter = { ...mine, view: { _tag: "Team", userId: dana.id } }
        const all = (yield* rowsOf(dana, mine)).length
        const unread = (rows: ReadonlyArray<InboxRow>) => rows.filter((row) => row.unread > 0).length
        yield* run(ann, { _tag: "MarkRead", user: dana.id }, matching(team))
        assert.strictEqual(unread(yield* rowsOf(dana, mine)), 0)
        yield* run(dana, { _tag: "MarkUnread", user: dana.id }, matching(mine))
        assert.strictEqual(unread(yield* rowsOf(dana, mine)), all)
      }),
    millisMax,
  )

  it.effect("LIFE-1, ASSIGN-6: what the customer wrote before it was put aside, and nobody saw, is neither read nor out of sight", () =>
    Effect.gen(function* () {
      const { dana, owned } = yield* TestWorkspace
      yield* receiveFrom(owned, 7_000, 3)
      const numbers = ["+15550007000", "+15550007001", "+15550007002"]
      const seen = (yield* rowsOf(dana, mine)).filter(({ address }) => numbers.includes(address))
      // One of them writes again while their agent marks all three as done.
      yield* receiveFrom(owned, 7_001, 1)
      const done = yield* run(dana, { _tag: "PutAside", aside: { how: "done" } }, named(seen))
      assert.deepInclude(done, { total: 3, done: 3, failed: 1 })
      assert.deepInclude(done.failures[0], { code: "changed_meanwhile" })
      const left = (yield* rowsOf(dana, mine)).filter(({ address }) => numbers.includes(address))
      assert.deepStrictEqual(left.map(({ address, ownerUnread }) => [address, ownerUnread]), [[
        numbers[1],
        2,
      ]])
    }))

  it.effect("INBOX-6, ASSIGN-1: a standard user neither assigns, nor marks another's, nor reaches another's inbox", () =>
    Effect.gen(function* () {
      const { ann, dana, omar } = yield* TestWorkspace
      const rows = yield* rowsOf(dana, mine)
      const assign = yield* Effect.flip(run(dana, { _tag: "Assign", to: omar.id }, named(rows)))
      assert.strictEqual(assign._tag === "Refusal" && assign.code, "not_allowed")
      const team: InboxFilter = { ...mine, view: { _tag: "Team", userId: omar.id } }
      const read = yield* Effect.flip(run(dana, { _tag: "MarkRead", user: omar.id }, matching(team)))
      assert.strictEqual(read._tag === "Refusal" && read.code, "not_allowed")
      const foreign = yield* run(omar, { _tag: "MarkRead", user: omar.id }, named(rows.slice(0, 3)))
      assert.deepStrictEqual(foreign.failures.map((one) => one.code), ["not_found", "not_found", "not_found"])
      const others = yield* run(ann, { _tag: "MarkRead", user: omar.id }, named(rows.slice(0, 3)))
      assert.deepStrictEqual(others.failures.map((one) => one.code), [
        "not_allowed",
        "not_allowed",
        "not_allowed",
      ])
    }))
})

layer(testLayer, { excludeTestServices: true })("one job", (it) => {
  it.effect(
    "ASSIGN-4: two admins assign the same conversations at once: each moves once, and the other is told",
    () =>
      Effect.gen(function* () {
        const { ann, dana, omar, shared } = yield* TestWorkspace
        yield* receiveFrom(shared, 5_000, 20)
        const target = named(yield* rowsOf(ann, mine))
        const [one, other] = yield* Effect.all([
          run(ann, { _tag: "Assign", to: dana.id }, target),
          run(ann, { _tag: "Assign", to: omar.id }, target),
        ], { concurrency: 2 })
        assert.strictEqual(one.failed + other.failed, 20)
        assert.strictEqual((yield* rowsOf(dana, mine)).length, 20 - one.failed)
        assert.strictEqual((yield* rowsOf(omar, mine)).length, 20 - other.failed)
      }),
    millisMax,
  )

  it.effect(
    "FIT-3, ASSIGN-6: who began it and left has a notice with what failed and why, and who waits for it has none",
    () =>
      Effect.gen(function* () {
        const { ann, dana, omar, shared, workspaceId } = yield* TestWorkspace
        const bulk = yield* BulkJobs
        const notices = yield* Notices
        const conversations = yield* Conversations
        const sql = yield* PgClient.PgClient
        const viewer = yield* viewerOf(ann)
        const told = Effect.map(notices.list(viewer, { limit: 5 }), (list) => list.notices)
        const ids = yield* receiveFrom(shared, 8_000, 6)
        const target = named((yield* rowsOf(ann, mine)).filter(({ id }) => ids.includes(id)))
        const taken = ids[0] ?? assert.fail()
        yield* conversations.execute(taken, workspaceId, {
          _tag: "Assign",
          by: actorOf(ann),
          to: omar.id,
          seen: null,
        })
        // A row that is held keeps the last of them waiting until its desk counts as left.
        const held = yield* Deferred.make<void>()
        const holding = yield* Effect.forkChild(sql.withTransaction(Effect.gen(function* () {
          yield* sql`SELECT FROM conversations WHERE id = ${ids[5] ?? ""} FOR UPDATE`
          yield* Deferred.succeed(held, undefined)
          yield* sql`SELECT pg_sleep(3.2)`
        })))
        yield* Deferred.await(held)
        yield* bulk.run(viewer, newId(), { _tag: "Assign", to: dana.id }, target)
        yield* Fiber.join(holding)
        const [notice] = yield* Effect.repeat(told, { until: (list) => list.length > 0 })
        assert.isTrue(notice?._tag === "BulkAssigned" && notice.to === dana.id)
        assert.deepInclude(notice, { total: 6, failed: 1 })
        assert.deepStrictEqual(notice?._tag === "BulkAssigned" && notice.reasons.map(({ count }) => count), [
          1,
        ])
        const back = named((yield* rowsOf(dana, mine)).filter(({ id }) => ids.includes(id)))
        yield* run(ann, { _tag: "Assign", to: omar.id }, back)
        assert.lengthOf(yield* told, 1)
      }),
    millisMax,
  )

  it.effect(
    "ASSIGN-6: it can be left, goes on, is followed again by its id, and is taken back once",
    () =>
      Effect.gen(function* () {
        const { ann, dana, omar, shared, workspaceId } = yield* TestWorkspace
        const bulk = yield* BulkJobs
        const conversations = yield* Conversations
        const viewer = yield* viewerOf(ann)
        const ids = yield* receiveFrom(shared, 6_000, 60)
        yield* run(ann, { _tag: "MarkRead", user: ann.id }, matching({ ...mine, search: "555000600" }))
        const before = yield* rowsOf(ann, mine)
        const id = newId()
        const action: BulkAction = { _tag: "Assign", to: dana.id }
        yield* bulk.run(viewer, id, action, matching(mine))
        const done = yield* run(ann, action, matching(mine), id)
        assert.deepInclude(done, { total: 60, done: 60, failed: 0, undoable: 60 })

        const kept = ids[0] ?? assert.fail()
        yield* conversations.execute(kept, workspaceId, {
          _tag: "Assign",
          by: actorOf(ann),
          to: omar.id,
          seen: null,
        })
        const undone = yield* last(yield* bulk.undo(viewer, newId(), id))
        assert.deepInclude(undone, { total: 60, failed: 1 })
        const unreadOf = (rows: ReadonlyArray<InboxRow>) =>
          rows.filter((row) => row.id !== kept).map((row) => `${row.id} ${row.unread}`)
        assert.deepStrictEqual(unreadOf(yield* rowsOf(ann, mine)), unreadOf(before))
        const again = yield* Effect.flip(bulk.undo(viewer, newId(), id))
        assert.strictEqual(again._tag === "Refusal" && again.code, "not_found")
      }),
    millisMax,
  )
})

layer(testLayer, { excludeTestServices: true })("a job whose node dies", (it) => {
  it.effect("FIT-3, ASSIGN-6: is finished by another node, each conversation once, and told to who began it", () =>
    Effect.gen(function* () {
      const { ann, dana, omar, shared, workspaceId } = yield* TestWorkspace
      const conversations = yield* Conversations
      const bulk = yield* BulkJobs
      const notices = yield* Notices
      const sql = yield* PgClient.PgClient
      const viewer = yield* viewerOf(ann)
      const ids = yield* receiveFrom(shared, 9_000, 20)
      const items = ids.map((one) => ({ id: one, owner: ann.id, inboundCount: 1, ownerUnread: 1 }))
      const target = BulkTarget.make({ _tag: "Named", items })
      const action: BulkAction = { _tag: "Assign", to: dana.id }
      const id = newId()
      // A node whose actors answer twelve times, and which is gone once that is noted.
      let answers = 0
      const dying = Layer.mock(Conversations)({
        execute: (...args) => answers++ < 12 ? conversations.execute(...args) : Effect.never,
        livesHere: () => true,
      })
      yield* Effect.scoped(Effect.gen(function* () {
        const node = yield* Layer.build(Layer.fresh(BulkJobs.layer).pipe(Layer.provide(dying)))
        yield* Context.get(node, BulkJobs).run(viewer, id, action, target)
        yield* sql`SELECT FROM bulk_jobs WHERE id = ${id} AND done = 12`.pipe(Effect.repeat({
          until: (rows) => rows.length > 0,
          schedule: Schedule.spaced("20 millis"),
          times: 500,
        }))
      }))
      const assigned = sql<{ readonly conversationId: ConversationId }>`SELECT conversation_id FROM items
        WHERE kind = 'Assigned' AND conversation_id = ANY(${ids}::uuid[])`
      const done = yield* assigned
      assert.strictEqual(done.length, 12)
      const [given] = done
      yield* conversations.execute(given?.conversationId ?? assert.fail(), workspaceId, {
        _tag: "Assign",
        by: actorOf(ann),
        to: omar.id,
        seen: null,
      })
      yield* sql`UPDATE bulk_jobs SET beat_at = now() - interval '1 minute', followed_at = now() - interval '1 minute'
        WHERE id = ${id}`

      const [notice] = yield* Effect.repeat(notices.list(viewer, { limit: 5 }), {
        until: (list) => list.notices.length > 0,
        schedule: Schedule.spaced("50 millis"),
        times: 200,
      }).pipe(Effect.map((list) => list.notices))
      assert.deepInclude(notice, { _tag: "BulkAssigned", to: dana.id, total: 20, failed: 0 })
      assert.lengthOf(yield* assigned, 21)
      // Asked for again it tells how it ended, and does nothing.
      const told = yield* run(ann, action, target, id)
      assert.deepInclude(told, { total: 20, done: 20, failed: 0, undoable: 20, ended: true })
      const undone = yield* last(yield* bulk.undo(viewer, newId(), id))
      assert.deepInclude(undone, { total: 20, done: 20, failed: 1 })
      assert.deepStrictEqual(yield* sql`SELECT FROM bulk_items WHERE job_id = ${id}`, [])
    }))
})

/** Actors that do not answer: what is started stays under way. */
const silent = Layer.mock(Conversations)({ execute: () => Effect.never, livesHere: () => true })
const stuckLayer = BulkJobs.layer.pipe(Layer.provide(silent), Layer.provideMerge(deskLayer))

layer(stuckLayer, { excludeTestServices: true })("jobs under way", (it) => {
  it.effect("ASSIGN-6: a user has two jobs at once at most, whatever others have", () =>
    Effect.gen(function* () {
      const { ann, dana, shared } = yield* TestWorkspace
      const bulk = yield* BulkJobs
      const item = {
        id: conversationIdOf(shared.id, canonicalAddress("+15550007000")),
        owner: ann.id,
        inboundCount: 1,
        ownerUnread: 1,
      }
      const target = BulkTarget.make({ _tag: "Named", items: [item] })
      const start = Effect.fnUntraced(function* (user: User) {
        return yield* bulk.run(yield* viewerOf(user), newId(), { _tag: "MarkUnread", user: user.id }, target)
      })
      yield* Effect.forEach(Array.from({ length: runningMax }), () => start(ann))
      const refused = yield* Effect.flip(start(ann))
      assert.strictEqual(refused._tag === "Refusal" && refused.code, "too_many_requests")
      yield* start(dana)
    }))
})
