import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { Aside } from "../../domain/conversation/Aside.ts"
import type { ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { passesFilter } from "../../domain/inbox/InboxFilter.ts"
import { compareRows, hasPins, InboxView, unreadIn } from "../../domain/inbox/InboxView.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { belongsIn } from "../../domain/inbox/InboxView.ts"
import type { LabelId } from "../../domain/label/Label.ts"
import type { InboxQuery } from "../../domain/rpc/InboxRpcs.ts"
import type { User } from "../../domain/user/User.ts"
import { deskLayer } from "../../test/TestDesk.ts"
import { type TestSender, TestWorkspace } from "../../test/TestWorkspace.ts"
import { conversationIdOf, inboundMessageIdOf } from "../conversations/conversationIdOf.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { makeLabels, retireLabel } from "../labels/LabelFixture.ts"
import { Inbox } from "./Inbox.ts"

const everything: InboxQuery = {
  view: InboxView.make({ _tag: "Mine" }),
  search: "",
  unreadOnly: false,
  channel: null,
  limit: 3,
  cursor: null,
}

const viewerOf = (user: User, workspaceId: TestWorkspace["Service"]["workspaceId"]) => ({
  user,
  workspaceId,
  sessionId: "session",
})

/** Every page of a list, small pages, with what it costs to go through them. */
const readAll = Effect.fnUntraced(function* (user: User, query: Partial<InboxQuery>) {
  const inbox = yield* Inbox
  const { workspaceId } = yield* TestWorkspace
  const rows: Array<InboxRow> = []
  let cursor: string | null = null
  do {
    const page: { readonly rows: ReadonlyArray<InboxRow>; readonly cursor: string | null } = yield* inbox
      .list(viewerOf(user, workspaceId), { ...everything, ...query, cursor })
    rows.push(...page.rows)
    cursor = page.cursor
  } while (cursor !== null)
  return rows
})

const firstPage = Effect.fnUntraced(function* (user: User, query: Partial<InboxQuery>) {
  const { workspaceId } = yield* TestWorkspace
  return yield* Inbox.use((inbox) => inbox.list(viewerOf(user, workspaceId), { ...everything, ...query }))
})

const say = Effect.fnUntraced(
  function* (sender: TestSender, from: string, command: ConversationCommand) {
    const { workspaceId } = yield* TestWorkspace
    const conversations = yield* Conversations
    const replyTo = Address.make(from)
    const address = canonicalAddress(replyTo)
    const id = conversationIdOf(sender.id, address)
    yield* conversations.execute(id, workspaceId, command, {
      workspaceId,
      senderId: sender.id,
      channel: sender.channel,
      address,
      replyTo,
    }).pipe(Effect.catchTag("Refusal", () => Effect.void))
    return id
  },
)

const receive = Effect.fnUntraced(
  function* (sender: TestSender, from: string, profileName: string | null = null, text = "hello") {
    const { account } = yield* TestWorkspace
    const providerId = randomUUID()
    return yield* say(sender, from, {
      _tag: "Receive",
      messageId: inboundMessageIdOf(account.id, providerId),
      accountId: account.id,
      providerId,
      from: Address.make(from),
      profileName,
      content: textContent(text),
      providerAt: null,
    })
  },
)

const write = (sender: TestSender, to: string, by: User) =>
  say(sender, to, {
    _tag: "Write",
    by: actorOf(by),
    messageId: MessageId.make(randomUUID()),
    content: textContent("answer"),
    starting: true,
  })

const step = fc.record({
  kind: fc.constantFrom(
    "receive",
    "receive",
    "write",
    "assign",
    "read",
    "unread",
    "done",
    "snooze",
    "pin",
    "pin",
    "unpin",
    "label",
    "label",
    "unlabel",
  ),
  customer: fc.nat(5),
  sender: fc.nat(2),
  user: fc.nat(2),
})
type Step = typeof step extends fc.Arbitrary<infer A> ? A : never

const act = Effect.fnUntraced(function* (
  { customer, kind, sender: which, user: who }: Step,
  labels: ReadonlyArray<LabelId> = [],
) {
  const { ann, dana, omar, owned, shared, whatsapp } = yield* TestWorkspace
  const sender = [shared, owned, whatsapp][which] ?? shared
  const user = [ann, dana, omar][who] ?? ann
  const from = `+1555020000${customer}`
  switch (kind) {
    case "receive":
      return yield* receive(sender, from)
    case "write":
      return yield* write(sender, from, user)
    case "assign":
      return yield* say(sender, from, { _tag: "Assign", by: actorOf(ann), to: user.id, seen: null })
    case "read":
      return yield* say(sender, from, {
        _tag: "MarkRead",
        by: actorOf(user),
        user: user.id,
        inboundRead: customer,
      })
    case "done":
      return yield* say(sender, from, { _tag: "PutAside", by: actorOf(user), aside: { how: "done" } })
    case "snooze":
      return yield* say(sender, from, {
        _tag: "PutAside",
        by: actorOf(user),
        aside: { how: "snoozed", until: null },
      })
    case "label":
    case "unlabel": {
      const label = labels[customer % labels.length]
      if (label === undefined) return
      return yield* say(sender, from, { _tag: "SetLabel", by: actorOf(user), label, on: kind === "label" })
    }
    case "unread":
      return yield* say(sender, from, { _tag: "MarkUnread", by: actorOf(user), user: user.id })
    case "pin":
    case "unpin":
      return yield* say(sender, from, { _tag: "Pin", by: actorOf(user), pinned: kind === "pin" })
  }
})

/** Every row that a user may see, from the rows of conversations themselves. */
const allRows = Effect.fnUntraced(function* (user: User) {
  const sql = yield* PgClient.PgClient
  const inbox = yield* Inbox
  const { workspaceId } = yield* TestWorkspace
  const ids = yield* sql<Pick<InboxRow, "id">>`SELECT id FROM conversations`
  const rows = yield* Effect.forEach(
    ids,
    ({ id }) =>
      inbox.row(viewerOf(user, workspaceId), id).pipe(Effect.catchTag("Refusal", () => Effect.succeed(null))),
  )
  return rows.filter((row) => row !== null)
})

layer(deskLayer, { excludeTestServices: true })("Inbox", (it) => {
  it.effect(
    "INBOX-9, LIFE-1, LIFE-3, SEARCH-1: each list, filtered and searched in any way and read in small pages, is what a look at every conversation says",
    () =>
      Effect.gen(function* () {
        const { ann, dana, omar, shared, whatsapp } = yield* TestWorkspace
        const views: ReadonlyArray<InboxView> = [
          { _tag: "Mine" },
          { _tag: "Sent" },
          { _tag: "Sender", senderId: shared.id },
          { _tag: "Sender", senderId: whatsapp.id },
        ]
        const labels = yield* makeLabels("VIP", "Refund", "Retired")
        const [vip, refund, retired] = labels
        if (!vip || !refund || !retired) return assert.fail("three labels")
        const filters = [
          { channel: null },
          { channel: "sms" },
          { channel: "whatsapp" },
          { channel: null, aside: "done" },
          { channel: "sms", aside: "snoozed" },
          { channel: null, pinned: true },
          { channel: "whatsapp", pinned: true },
          { channel: null, label: vip },
          { channel: "whatsapp", label: refund },
          { channel: null, label: refund, aside: "done" },
          { channel: null, label: vip, pinned: true },
          { channel: null, search: "5020000" },
          { channel: "sms", search: "50200001" },
          { channel: null, search: "5020000", label: vip },
          { channel: null, search: "02", aside: "snoozed" },
        ] as const
        for (const steps of fc.sample(fc.array(step, { minLength: 30, maxLength: 45 }), 4)) {
          for (const one of steps) yield* act(one, labels)
          for (const user of [ann, dana, omar]) {
            const rows = yield* allRows(user)
            const team: ReadonlyArray<InboxView> = user === ann ? [{ _tag: "Team", userId: dana.id }] : []
            for (const view of [...views, ...team]) {
              for (const unreadOnly of [false, true]) {
                for (const filter of filters) {
                  const expected = rows.filter((row) =>
                    belongsIn(view, row, user.id) && (!unreadOnly || unreadIn(view, row) > 0) &&
                    passesFilter({ view, search: "", ...filter }, row) &&
                    (!("search" in filter) || row.address.includes(filter.search))
                  ).sort(compareRows)
                  const listed = yield* readAll(user, { view, unreadOnly, ...filter })
                  assert.deepStrictEqual(listed.map((row) => row.id), expected.map((row) => row.id))
                  const { pinned } = yield* firstPage(user, { view, unreadOnly, ...filter })
                  const top = hasPins(view) && !("pinned" in filter) && !("search" in filter)
                    ? expected.filter((row) => row.pinned)
                    : []
                  assert.deepStrictEqual(pinned ?? [], top)
                }
              }
            }
          }
        }
        yield* retireLabel(retired)
        for (const user of [ann, dana, omar]) {
          for (const view of views) {
            assert.deepStrictEqual(yield* readAll(user, { view, label: retired }), [], "it is out of use")
          }
        }
      }),
    60_000,
  )

  it.effect("LIFE-1, ASSIGN-2: what is pinned far down comes with the first page, and leaves the top with its owner", () =>
    Effect.gen(function* () {
      const { ann, dana, shared } = yield* TestWorkspace
      const old = yield* receive(shared, "+15550230000")
      for (let n = 1; n <= 4; n++) yield* receive(shared, `+1555023000${n}`)
      const assign = (to: User) =>
        say(shared, "+15550230000", { _tag: "Assign", by: actorOf(ann), to: to.id, seen: null })
      const top = (user: User, query: Partial<InboxQuery> = {}) =>
        Effect.map(firstPage(user, query), ({ pinned = [] }) => pinned.map(({ id }) => id))
      yield* say(shared, "+15550230000", { _tag: "Pin", by: actorOf(ann), pinned: true })
      const page = yield* firstPage(ann, {})
      assert.isTrue(page.pinned?.some(({ id }) => id === old))
      assert.isFalse(page.rows.some(({ id }) => id === old))
      assert.isTrue((yield* readAll(ann, {})).some(({ id, pinned }) => id === old && pinned === true))
      assert.notInclude(yield* top(ann, { search: "0230000" }), old)
      assert.notInclude(yield* top(ann, { cursor: page.cursor }), old)
      yield* assign(dana)
      assert.notInclude(yield* top(ann), old)
      assert.notInclude(yield* top(dana), old, "a pin is nobody else's")
      yield* assign(ann)
      assert.notInclude(yield* top(ann), old, "it does not come back by itself")
    }))

  it.effect("LIFE-3: what a list under a label stands on is what conversations and members say, whatever happened", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const labels = yield* makeLabels("One", "Two")
      for (const one of fc.sample(step, 80)) yield* act(one, labels)
      const wrong = yield* sql`
        SELECT FROM (
          SELECT c.id AS conversation_id, label_id, lists.*, c.sender_id, c.last_activity_at
          FROM conversations c CROSS JOIN unnest(c.labels) label_id CROSS JOIN LATERAL (
            SELECT c.owner_id AS user_id, CASE c.aside WHEN 'no' THEN 'inbox' ELSE c.aside END AS list,
              c.owner_unread AS unread WHERE c.owner_id IS NOT NULL AND c.inbound_count > 0
            UNION ALL
            SELECT user_id, 'sent', unread FROM members m WHERE m.conversation_id = c.id AND m.took_part
          ) lists
        ) said FULL JOIN label_places kept USING (conversation_id, label_id, user_id, list, sender_id, last_activity_at, unread)
        WHERE said.conversation_id IS NULL OR kept.conversation_id IS NULL`
      assert.strictEqual(wrong.length, 0)
      const [{ places } = { places: 0 }] = yield* sql<{ readonly places: number }>`
        SELECT count(*)::int AS places FROM label_places`
      assert.isAbove(places, 0)
    }))

  it.effect("INBOX-10, LIFE-1: the unread counts are those of a recount, whatever happened", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      for (const one of fc.sample(step, 60)) yield* act(one)
      const wrong = yield* sql`
        SELECT FROM (
          SELECT c.owner_id AS user_id, c.sender_id, sum(greatest(c.inbound_count - m.read_inbound, m.marked_unread::int)) AS unread
          FROM conversations c JOIN members m ON m.conversation_id = c.id AND m.user_id = c.owner_id
          WHERE c.inbound_count > 0 GROUP BY 1, 2
        ) recount FULL JOIN inbox_counts kept USING (user_id, sender_id)
        WHERE coalesce(recount.unread, 0) <> coalesce(kept.unread, 0)`
      assert.strictEqual(wrong.length, 0)
    }))

  it.effect("SEARCH-1: part of a name finds it, whatever its case and accents, once it is saved or changed", () =>
    Effect.gen(function* () {
      const { ann, shared, workspaceId } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const id = yield* receive(shared, "+33612345678", "Zoë Ångström")
      const find = (search: string) =>
        Effect.map(readAll(ann, { search }), (rows) => rows.map((row) => row.id))
      for (const search of ["zoe", "OË", "angst", "ö", "zoe a"]) {
        assert.deepStrictEqual(yield* find(search), [id])
      }
      yield* sql`
        WITH contact AS (INSERT INTO contacts (workspace_id, name) VALUES (${workspaceId}, 'Éléonore Weiß') RETURNING id)
        INSERT INTO contact_phones (workspace_id, canonical, phone, contact_id)
        SELECT ${workspaceId}, ${
        canonicalAddress(Address.make("+33612345678"))
      }, '+33612345678', id FROM contact`
      assert.deepStrictEqual(yield* find("eleonore weiss"), [id])
      assert.deepStrictEqual(yield* find("angst"), [], "the contact's name stands in its place")
      yield* sql`UPDATE contacts SET name = 'Ève 100%' WHERE workspace_id = ${workspaceId} AND name LIKE 'Éléonore%'`
      assert.deepStrictEqual(yield* find("eve 100%"), [id])
      assert.deepStrictEqual(yield* find("e_e"), [], "an underscore is an underscore")
    }))

  it.effect("SEARCH-1: a number is found in any format, also by its last digits", () =>
    Effect.gen(function* () {
      const { ann, shared } = yield* TestWorkspace
      const id = yield* receive(shared, "+14155557123")
      for (const search of ["+1 (415) 555-7123", "415.555.7123", "7123", "5 71 23"]) {
        assert.deepStrictEqual((yield* readAll(ann, { search })).map((row) => row.id), [id], search)
      }
    }))

  it.effect("SEARCH-1: a common name is paged like any list, and a rare one far down is found", () =>
    Effect.gen(function* () {
      const { ann, shared } = yield* TestWorkspace
      const ids: Array<string> = []
      for (let n = 0; n < 8; n++) ids.unshift(yield* receive(shared, `+1555021000${n}`, `Quentin ${n}`))
      assert.deepStrictEqual((yield* readAll(ann, { search: "QUENT" })).map((row) => row.id), ids)
      assert.deepStrictEqual(
        (yield* readAll(ann, { search: "quentin 0" })).map((row) => row.id),
        ids.slice(-1),
      )
    }))

  it.effect("SEARCH-1, LIFE-1, ASSIGN-6: who is searched for by name is found, done or snoozed, also by what acts on all of them", () =>
    Effect.gen(function* () {
      const { ann, shared, workspaceId } = yield* TestWorkspace
      const inbox = yield* Inbox
      const numbers = ["+15550240001", "+15550240002", "+15550240003"] as const
      const ids: Array<string> = []
      for (const number of numbers) ids.unshift(yield* receive(shared, number, "Ptolemy"))
      const putAside = (number: string, aside: Aside) =>
        say(shared, number, { _tag: "PutAside", by: actorOf(ann), aside })
      yield* putAside(numbers[0], { how: "done" })
      yield* putAside(numbers[1], { how: "snoozed", until: null })
      const [waiting, snoozed, done] = ids
      for (const view of [{ _tag: "Mine" }, { _tag: "Sender", senderId: shared.id }] as const) {
        const find = (query: Partial<InboxQuery>) =>
          Effect.map(readAll(ann, { view, search: "ptolem", ...query }), (rows) => rows.map(({ id }) => id))
        assert.deepStrictEqual(yield* find({}), [waiting, snoozed, done])
        assert.deepStrictEqual(yield* find({ aside: "done" }), [done], "asked for what is done")
        assert.notInclude(yield* find({ search: "" }), done, "the inbox itself is without it")
      }
      const filter = { view: { _tag: "Mine" }, search: "ptolem", unreadOnly: false, channel: null } as const
      const all = yield* inbox.matching(viewerOf(ann, workspaceId), filter, 10)
      assert.deepStrictEqual(all.map(({ id }) => id), [waiting, snoozed, done])
    }))

  it.effect("AUTH-4: a search finds nothing in what the user may not see", () =>
    Effect.gen(function* () {
      const { ann, omar, shared } = yield* TestWorkspace
      yield* receive(shared, "+15550220001", "Hidden Person")
      for (
        const view of [{ _tag: "Mine" }, { _tag: "Sent" }, { _tag: "Sender", senderId: shared.id }] as const
      ) {
        assert.deepStrictEqual(yield* readAll(omar, { view, search: "hidden" }), [])
      }
      assert.strictEqual((yield* readAll(ann, { search: "hidden" })).length, 1)
    }))
})
