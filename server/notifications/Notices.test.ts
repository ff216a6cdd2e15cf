import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { randomUUID } from "node:crypto"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { type Notice, NoticeId, noticesMax } from "../../domain/notification/Notice.ts"
import type { User } from "../../domain/user/User.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { AccountHealth } from "../accounts/AccountHealth.ts"
import { actorOf } from "../conversations/Conversations.ts"
import { Directory } from "../directory/Directory.ts"
import { caughtUp, customerOf, named, notificationFixture, viewerOf } from "./NotificationFixture.ts"
import { Notices } from "./Notices.ts"

const services = Layer.merge(Notices.layer, AccountHealth.layer).pipe(
  Layer.provideMerge(notificationFixture()),
)

const noticesOf = Effect.fnUntraced(function* (user: User) {
  yield* caughtUp
  const notices = yield* Notices
  return (yield* notices.list(yield* viewerOf(user), { limit: noticesMax })).notices
})
const unreadOf = Effect.fnUntraced(function* (user: User) {
  const notices = yield* Notices
  return yield* notices.unread(yield* viewerOf(user))
})
const forgetAll = PgClient.PgClient.use((sql) => sql`DELETE FROM notices`)

type Customer = Effect.Success<ReturnType<typeof customerOf>>

const assigns = ({ execute }: Customer, by: User, to: User) =>
  execute({ _tag: "Assign", by: actorOf(by), to: to.id, seen: null })

const notes = ({ execute }: Customer, by: User, text: string, mentions: ReadonlyArray<User>) =>
  execute({
    _tag: "Note",
    noteId: MessageId.make(randomUUID()),
    by: actorOf(by),
    text,
    mentions: mentions.map(actorOf),
  })

/** A message of an agent that the network refuses. */
const failsToSend = Effect.fnUntraced(function* ({ id, execute }: Customer, by: User) {
  const sql = yield* PgClient.PgClient
  const messageId = MessageId.make(randomUUID())
  yield* execute({
    _tag: "Write",
    messageId,
    by: actorOf(by),
    content: textContent("are you there?"),
    starting: false,
  })
  const error = { code: "30003", class: "number", text: "The phone was off or out of range." }
  const [moved] = yield* sql<{ readonly version: number }>`
    UPDATE conversations SET version = version + 1 WHERE id = ${id} RETURNING version`
  yield* sql`UPDATE deliveries SET status = 'failed', error = ${JSON.stringify(error)}::text::jsonb,
    version = ${moved?.version ?? 0} WHERE message_id = ${messageId}`
  yield* sql`INSERT INTO feed (workspace_id, conversation_id, version, seqs, gone_for, counted_for)
    SELECT workspace_id, id, version, ARRAY(SELECT seq FROM items WHERE message_id = ${messageId}), '{}', '{}'
    FROM conversations WHERE id = ${id}`
})

const only = <Tag extends Notice["_tag"]>(notices: ReadonlyArray<Notice>, tag: Tag) =>
  notices.filter((notice): notice is Extract<Notice, { readonly _tag: Tag }> => notice._tag === tag)

layer(services, { excludeTestServices: true })("notices", (it) => {
  it.effect("ASSIGN-3: who was assigned conversations is told by whom, how many and which, once", () =>
    Effect.gen(function* () {
      const { ann, omar, shared } = yield* TestWorkspace
      yield* named("+14155550201", "Samir Petrov")
      const customers = yield* Effect.forEach(
        ["+14155550201", "+14155550202", "+14155550203", "+14155550204"],
        (phone) => customerOf(shared, phone),
      )
      for (const customer of customers) yield* customer.writes("whose am I?")
      const [first, ...others] = customers
      if (!first) return
      yield* assigns(first, ann, omar)
      yield* caughtUp
      for (const customer of others) yield* assigns(customer, ann, omar)
      yield* Effect.replicateEffect(caughtUp, 3, { concurrency: 3 })
      const [notice, ...more] = only(yield* noticesOf(omar), "Assigned")
      assert.deepStrictEqual(more, [])
      assert.deepInclude(notice, { by: ann.id, count: 4, read: false })
      assert.strictEqual(notice?.conversations.length, 3)
      assert.strictEqual(notice?.conversations[0].contact?.name, "Samir Petrov")
      assert.deepStrictEqual(yield* noticesOf(ann), [])
    }))

  it.effect("NOTE-1: whom a note mentions is told who wrote what, and its writer is not", () =>
    Effect.gen(function* () {
      const { ann, dana, owned } = yield* TestWorkspace
      yield* forgetAll
      const customer = yield* customerOf(owned, "+14155550211")
      yield* customer.writes("hello")
      yield* notes(customer, dana, "Please call\n her, @Ann", [ann, dana])
      const [notice] = only(yield* noticesOf(ann), "Mentioned")
      assert.deepInclude(notice, { by: dana.id, seq: 2, text: "Please call her, @Ann" })
      assert.strictEqual(notice?.conversation.id, customer.id)
      assert.deepStrictEqual(yield* noticesOf(dana), [])
    }))

  it.effect("NOTIFY-6: whose message was not sent is told why, once", () =>
    Effect.gen(function* () {
      const { dana, omar, owned } = yield* TestWorkspace
      yield* forgetAll
      const customer = yield* customerOf(owned, "+14155550221")
      yield* customer.writes("hello")
      yield* failsToSend(customer, dana)
      yield* caughtUp
      const sql = yield* PgClient.PgClient
      yield* sql`INSERT INTO feed (workspace_id, conversation_id, version, seqs, gone_for, counted_for)
        SELECT workspace_id, conversation_id, version, seqs, '{}', '{}' FROM feed
        WHERE conversation_id = ${customer.id} ORDER BY feed.xid DESC, feed.id DESC LIMIT 1`
      const [notice, ...more] = only(yield* noticesOf(dana), "NotSent")
      assert.deepStrictEqual(more, [])
      assert.strictEqual(notice?.error?.text, "The phone was off or out of range.")
      assert.strictEqual(notice?.seq, 2)
      assert.deepStrictEqual(yield* noticesOf(omar), [])
    }))

  it.effect("AUTH-4: a conversation that is out of sight is neither told nor counted, and again once it is back", () =>
    Effect.gen(function* () {
      const { ann, dana, omar, shared } = yield* TestWorkspace
      yield* forgetAll
      const [taken, kept] = yield* Effect.forEach(
        ["+14155550231", "+14155550232"],
        (phone) => customerOf(shared, phone),
      )
      if (!taken || !kept) return
      for (const customer of [taken, kept]) {
        yield* customer.writes("hello")
        yield* assigns(customer, ann, omar)
      }
      yield* notes(taken, ann, "Look here, @Omar", [omar])
      yield* caughtUp
      assert.strictEqual(yield* unreadOf(omar), 2)
      yield* assigns(taken, ann, dana)
      const left = yield* noticesOf(omar)
      assert.deepStrictEqual(left.map(({ _tag }) => _tag), ["Assigned"])
      assert.deepInclude(left[0], { count: 1 })
      assert.notInclude(JSON.stringify(left), taken.id)
      assert.strictEqual(yield* unreadOf(omar), 1)
      yield* assigns(taken, ann, omar)
      assert.strictEqual(only(yield* noticesOf(omar), "Mentioned").length, 1)
    }))

  it.effect("CONTACT-6: of a person who was erased no word is left in a notice", () =>
    Effect.gen(function* () {
      const { ann, dana, owned } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      yield* forgetAll
      yield* named("+14155550241", "Elena Marsh")
      const customer = yield* customerOf(owned, "+14155550241")
      yield* customer.writes("hello")
      yield* notes(customer, dana, "Her secret, @Ann", [ann])
      assert.include(JSON.stringify(yield* noticesOf(ann)), "Her secret")
      yield* customer.execute({ _tag: "Erase", by: actorOf(ann) })
      yield* sql`DELETE FROM contact_phones WHERE phone = ${customer.phone}`
      yield* sql`DELETE FROM contacts WHERE name = 'Elena Marsh'`
      const said = JSON.stringify(yield* noticesOf(ann))
      assert.notInclude(said, "Her secret")
      assert.notInclude(said, "Elena")
      const stored = JSON.stringify(yield* sql`SELECT n::text AS row FROM notices n`)
      assert.notInclude(stored, "secret")
      assert.notInclude(stored, "Elena")
    }))

  it.effect("NOTIFY-6: one is read, or all that one has seen, and nobody reads another's", () =>
    Effect.gen(function* () {
      const { ann, dana, omar, owned } = yield* TestWorkspace
      const notices = yield* Notices
      yield* forgetAll
      const customer = yield* customerOf(owned, "+14155550251")
      yield* customer.writes("hello")
      for (const text of ["one @Ann", "two @Ann", "three @Ann"]) yield* notes(customer, dana, text, [ann])
      const [third, second, first] = yield* noticesOf(ann)
      if (!first || !second || !third) return assert.fail("three were told")
      yield* notices.readAll(yield* viewerOf(omar), third.id)
      yield* notices.read(yield* viewerOf(omar), third.id)
      assert.strictEqual(yield* unreadOf(ann), 3)
      yield* notices.read(yield* viewerOf(ann), first.id)
      assert.deepStrictEqual((yield* noticesOf(ann)).map(({ read }) => read), [false, false, true])
      yield* notices.readAll(yield* viewerOf(ann), second.id)
      assert.deepStrictEqual((yield* noticesOf(ann)).map(({ read }) => read), [false, true, true])
      const viewer = yield* viewerOf(ann)
      const newest = yield* notices.list(viewer, { limit: 2 })
      assert.deepStrictEqual(newest.notices.map(({ id }) => id), [third.id, second.id])
      assert.isTrue(newest.more)
      const older = yield* notices.list(viewer, { limit: 2, before: second.id })
      assert.deepStrictEqual(older.notices.map(({ id }) => id), [first.id])
      assert.isFalse(older.more)
    }))

  it.effect("NOTIFY-6: keeps the newest 200 of 30 days", () =>
    Effect.gen(function* () {
      const { ann, dana, owned, workspaceId } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      yield* forgetAll
      const customer = yield* customerOf(owned, "+14155550261")
      yield* customer.writes("hello")
      yield* sql`INSERT INTO notices (workspace_id, user_id, kind, conversation_ids, seq, by_user, at)
        SELECT ${workspaceId}, ${ann.id}, 'mentioned', ARRAY[${customer.id}::uuid], -n, ${dana.id},
          CASE WHEN n <= 150 THEN now() - interval '31 days' ELSE now() END
        FROM generate_series(1, 400) n`
      assert.strictEqual((yield* noticesOf(ann)).length, noticesMax)
      yield* notes(customer, dana, "newest @Ann", [ann])
      yield* notes(customer, dana, "newest of all @Ann", [ann])
      const [newest] = yield* noticesOf(ann)
      assert.deepInclude(newest, { text: "newest of all @Ann" })
      const [held] = yield* sql<{ readonly count: number }>`SELECT count(*)::int AS count FROM notices`
      assert.isAtMost(held?.count ?? Infinity, noticesMax + 2)
    }))

  it.effect("HOOK-6: admins are told once that an account does not work, and others are not", () =>
    Effect.gen(function* () {
      const { account, ann, dana } = yield* TestWorkspace
      const health = yield* AccountHealth
      yield* forgetAll
      const { accounts } = yield* Directory.use((directory) => directory.snapshot)
      const record = accounts.get(account.id)
      if (!record) return assert.fail("the account is known")
      const refused = { outcome: "refused", detail: "" } as const
      yield* health.checked(record, refused)
      yield* health.checked(record, refused)
      yield* health.checked(record, { outcome: "connected", detail: "" })
      yield* health.checked(record, refused)
      const [notice, ...more] = only(yield* noticesOf(ann), "AccountProblem")
      assert.deepStrictEqual(more, [])
      assert.deepInclude(notice, { accountId: account.id, kind: "refused" })
      assert.deepStrictEqual(yield* noticesOf(dana), [])
      assert.isTrue(Number.isSafeInteger(NoticeId.make(notice?.id ?? 1)))
    }))
})
