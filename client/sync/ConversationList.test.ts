import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import fc from "fast-check"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { compareRows } from "../../domain/inbox/InboxView.ts"
import type { InboxPage, InboxQuery } from "../../domain/rpc/InboxRpcs.ts"
import { type AskError, Offline } from "../rpc/DeskLink.ts"
import { conversationId, makeRow, userId } from "../testing/makeRow.ts"
import { createConversationList, type ListQuery } from "./ConversationList.ts"
import { createRowTable } from "./RowTable.ts"

const mine: ListQuery = { view: { _tag: "Mine" }, search: "", unreadOnly: false, channel: null }

const row = (number: number, change: Partial<InboxRow> = {}) =>
  makeRow({ id: conversationId(number), lastActivityAt: number * 10, ...change })

/** A server that pages through its rows by their place, as the real one does. */
const makeServer = (pageSize: number) => {
  const rows = new Map<string, InboxRow>()
  return {
    rows,
    fetch: ({ cursor }: InboxQuery): Promise<Result.Result<InboxPage, AskError>> => {
      const last = cursor === null ? null : rows.get(cursor)
      const below = [...rows.values()].sort(compareRows).filter((it) => !last || compareRows(it, last) > 0)
      const page = below.slice(0, pageSize)
      const pinned = cursor === null ? [...rows.values()].filter((it) => it.pinned) : []
      const next = below.length > pageSize ? page.at(-1)?.id ?? null : null
      return Promise.resolve(Result.succeed({ rows: page.map((it) => ({ ...it })), pinned, cursor: next }))
    },
  }
}

const makeList = (query: ListQuery, server: ReturnType<typeof makeServer>) => {
  const table = createRowTable()
  const list = createConversationList({ query, table, me: userId(1), fetch: server.fetch })
  /** A commit at the server, and the change that tells of it. */
  const commit = (next: InboxRow) => {
    server.rows.set(next.id, next)
    table.apply({ _tag: "Changed", row: { ...next }, items: [] })
  }
  return { table, list, commit }
}

describe("ConversationList", () => {
  it("INBOX-9: while messages arrive between the pages, shows every row once, in order", async () => {
    const news = fc.array(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 6 }), { maxLength: 6 })
    await fc.assert(fc.asyncProperty(news, async (rounds) => {
      const server = makeServer(5)
      for (let number = 1; number <= 25; number++) server.rows.set(conversationId(number), row(number))
      const { list, commit } = makeList(mine, server)
      let clock = 1_000
      for (const arriving of [...rounds, [], [], [], [], [], []]) {
        await list.loadMore()
        for (const number of arriving) {
          const before = server.rows.get(conversationId(number))
          commit(row(number, { version: (before?.version ?? 0) + 1, lastActivityAt: clock++ }))
        }
        const shown = list.ids().map((id) => server.rows.get(id)).filter((it) => it !== undefined)
        assert.deepStrictEqual(shown, [...shown].sort(compareRows))
      }
      for (let page = 0; page < 12 && !list.complete(); page++) await list.loadMore()
      assert.deepStrictEqual(list.ids(), [...server.rows.values()].sort(compareRows).map((it) => it.id))
    }))
  })

  it("LIFE-1, INBOX-9: what is pinned stands on top, once, wherever its page is, while pins and messages come and go", async () => {
    const one = fc.record({ number: fc.integer({ min: 1, max: 30 }), pins: fc.boolean() })
    const news = fc.array(fc.array(one, { maxLength: 6 }), { maxLength: 6 })
    await fc.assert(fc.asyncProperty(fc.array(one, { maxLength: 4 }), news, async (before, rounds) => {
      const server = makeServer(5)
      for (let number = 1; number <= 25; number++) server.rows.set(conversationId(number), row(number))
      const { list, commit } = makeList(mine, server)
      let clock = 1_000
      const happen = ({ number, pins }: typeof one extends fc.Arbitrary<infer A> ? A : never) => {
        const { pinned, ...known } = server.rows.get(conversationId(number)) ?? row(number, { version: 0 })
        const next = { ...known, version: known.version + 1 }
        if (pins) commit({ ...next, ...(pinned ? {} : { pinned: true }) })
        else commit({ ...next, lastActivityAt: clock++, ...(pinned ? { pinned } : {}) })
      }
      const inOrder = (rows: ReadonlyArray<InboxRow>) =>
        [
          ...rows.filter((it) => it.pinned).sort(compareRows),
          ...rows.filter((it) => !it.pinned).sort(compareRows),
        ].map((it) => it.id)
      before.forEach(happen)
      for (const arriving of [...rounds, [], [], [], [], [], []]) {
        await list.loadMore()
        arriving.forEach(happen)
        const shown = list.ids().flatMap((id) => server.rows.get(id) ?? [])
        assert.deepStrictEqual(list.ids(), inOrder(shown))
        for (const { id, pinned } of server.rows.values()) if (pinned) assert.isAtLeast(list.indexOf(id), 0)
      }
      for (let page = 0; page < 12 && !list.complete(); page++) await list.loadMore()
      assert.deepStrictEqual(list.ids(), inOrder([...server.rows.values()]))
    }))
  })

  it("LIFE-1: what is let go and far below is gone until its page comes; a search has its own order", async () => {
    const server = makeServer(2)
    for (const number of [1, 2, 3, 4]) server.rows.set(conversationId(number), row(number))
    server.rows.set(conversationId(1), row(1, { pinned: true }))
    const { commit, list } = makeList(mine, server)
    await list.loadMore()
    assert.deepStrictEqual(list.ids(), [1, 4, 3].map(conversationId))
    commit(row(1, { version: 2 }))
    assert.deepStrictEqual(list.ids(), [4, 3].map(conversationId))
    await list.loadMore()
    assert.deepStrictEqual(list.ids(), [4, 3, 2, 1].map(conversationId))
    const found = makeList({ ...mine, search: "e" }, server).list
    server.rows.set(conversationId(3), row(3, { pinned: true }))
    await found.loadMore()
    assert.deepStrictEqual(found.ids(), [4, 3].map(conversationId))
  })

  it("LIFE-1: while it is held nothing moves for a pin, nor for a message below one", async () => {
    const server = makeServer(10)
    for (const number of [1, 2, 3]) server.rows.set(conversationId(number), row(number))
    server.rows.set(conversationId(1), row(1, { pinned: true }))
    const { list, commit } = makeList(mine, server)
    list.hold(true)
    await list.loadMore()
    assert.deepStrictEqual(list.ids(), [1, 3, 2].map(conversationId), "the first page comes whole")
    commit(row(9, { lastActivityAt: 950 }))
    commit(row(2, { version: 2, pinned: true }))
    commit(row(1, { version: 2 }))
    assert.deepStrictEqual(list.ids(), [1, 3, 2].map(conversationId))
    assert.strictEqual(list.waiting(), 3)
    commit(row(3, { version: 2, lastActivityAt: 940 }))
    assert.strictEqual(list.waiting(), 3, "it stays where it is")
    list.hold(false)
    assert.deepStrictEqual(list.ids(), [2, 9, 3, 1].map(conversationId))
  })

  it("leaves out rows below what was loaded, so that the list has no holes", async () => {
    const server = makeServer(2)
    for (const number of [1, 2, 3, 4]) server.rows.set(conversationId(number), row(number))
    const { list, table } = makeList(mine, server)
    await list.loadMore()
    table.put(row(1))
    assert.deepStrictEqual(list.ids(), [conversationId(4), conversationId(3)])
  })

  it("moves nothing while it is held, and says how many rows wait", async () => {
    const server = makeServer(10)
    for (const number of [1, 2, 3]) server.rows.set(conversationId(number), row(number))
    const { list, commit } = makeList(mine, server)
    await list.loadMore()
    const before = [...list.ids()]
    list.hold(true)
    commit(row(1, { version: 2, lastActivityAt: 900 }))
    commit(row(9, { lastActivityAt: 950 }))
    assert.deepStrictEqual(list.ids(), before)
    assert.strictEqual(list.waiting(), 2)
    list.hold(false)
    assert.deepStrictEqual(list.ids(), [9, 1, 3, 2].map(conversationId))
    assert.strictEqual(list.waiting(), 0)
  })

  it("ASSIGN-2: takes a row out when it goes to another owner", async () => {
    const server = makeServer(10)
    for (const number of [1, 2]) server.rows.set(conversationId(number), row(number))
    const { list, commit } = makeList(mine, server)
    await list.loadMore()
    commit(row(2, { version: 2, owner: userId(2) }))
    assert.deepStrictEqual(list.ids(), [conversationId(1)])
  })

  it("keeps the open row among the unread although it was read, until another is opened", async () => {
    const server = makeServer(10)
    for (const number of [1, 2]) server.rows.set(conversationId(number), row(number))
    const { list, commit } = makeList({ ...mine, unreadOnly: true }, server)
    await list.loadMore()
    list.retain(conversationId(2))
    commit(row(2, { version: 2, unread: 0 }))
    assert.deepStrictEqual(list.ids(), [conversationId(2), conversationId(1)])
    list.retain(conversationId(1))
    assert.deepStrictEqual(list.ids(), [conversationId(1)])
  })

  it("says that it failed, and loads when it is asked again", async () => {
    const server = makeServer(10)
    server.rows.set(conversationId(1), row(1))
    let down = true
    const list = createConversationList({
      query: mine,
      table: createRowTable(),
      me: userId(1),
      fetch: (query) => down ? Promise.resolve(Result.fail(new Offline())) : server.fetch(query),
    })
    await list.loadMore()
    assert.strictEqual(list.status(), "failed")
    down = false
    await list.loadMore()
    assert.deepStrictEqual(list.ids(), [conversationId(1)])
  })

  it("SYNC-5: a reload after a reset forgets what is gone, and keeps what it is told to", async () => {
    const server = makeServer(10)
    for (const number of [1, 2, 3]) server.rows.set(conversationId(number), row(number))
    const { list, table } = makeList(mine, server)
    await list.loadMore()
    server.rows.delete(conversationId(3))
    await list.reload([row(7, { owner: userId(2) })])
    assert.deepStrictEqual(list.ids(), [conversationId(2), conversationId(1)])
    assert.isUndefined(table.get(conversationId(3)))
    assert.isDefined(table.get(conversationId(7)))
  })
})
