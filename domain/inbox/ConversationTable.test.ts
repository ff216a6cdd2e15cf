import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Address } from "../contact/Address.ts"
import { ConversationId } from "../conversation/ConversationId.ts"
import { SenderId } from "../sender/Sender.ts"
import { UserId } from "../user/User.ts"
import { applyChange, emptyTable, rowsIn, withRow } from "./ConversationTable.ts"
import type { ConversationChange } from "./DeskChange.ts"
import type { InboxRow } from "./InboxRow.ts"
import { InboxView } from "./InboxView.ts"

const uuid = (kind: string, n: number) => `00000000-0000-4000-8000-${kind}0000000000${n}`
const ids = [0, 1, 2].map((n) => ConversationId.make(uuid("a", n)))
const [me, other] = [UserId.make(uuid("b", 0)), UserId.make(uuid("b", 1))]
const senders = [SenderId.make("care"), SenderId.make("sales")] as const
const views: ReadonlyArray<InboxView> = [
  InboxView.make({ _tag: "Mine" }),
  InboxView.make({ _tag: "Sent" }),
  InboxView.make({ _tag: "Sender", senderId: senders[0] }),
  InboxView.make({ _tag: "Team", userId: other }),
]

/** The one row that a conversation has at a version, as different from its neighbours as can be. */
const rowAt = (id: ConversationId, version: number): InboxRow => ({
  id,
  version,
  senderId: version % 3 === 0 ? senders[1] : senders[0],
  channel: "sms",
  address: Address.make("+14155550136"),
  contact: null,
  profileName: null,
  owner: version % 2 === 0 ? me : other,
  tookPart: version % 5 > 1,
  givenToMe: version % 4 === 0,
  inboundCount: version > 1 ? version : 0,
  lastSeq: version,
  lastInboundAt: null,
  windowClosedAt: null,
  lastActivityAt: 1_000 + (version * 7) % 4,
  waitingSince: null,
  optedOutAt: null,
  consentAt: null,
  preview: null,
  unread: version,
  ownerUnread: version,
})

const goneAt = (id: ConversationId, version: number): ConversationChange => ({ _tag: "Gone", id, version })
const changedTo = (row: InboxRow): ConversationChange => ({ _tag: "Changed", row, items: [] })
const afterAll = (changes: ReadonlyArray<ConversationChange>) => changes.reduce(applyChange, emptyTable)

/** What happened to each conversation, version by version: seen, or out of sight. */
const history = fc.tuple(
  ...ids.map((id) =>
    fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }).map((seen) =>
      seen.map((visible, index) => visible ? changedTo(rowAt(id, index + 1)) : goneAt(id, index + 1))
    )
  ),
).map((histories) => histories.flat())

/** The same changes, each at least once, in any order. */
const shuffled = history.chain((changes) =>
  fc.tuple(
    fc.constant(changes),
    fc.shuffledSubarray(changes, { minLength: changes.length }),
    fc.array(fc.constantFrom(...changes), { maxLength: 10 }),
    fc.array(fc.constantFrom(...changes), { maxLength: 10 }),
  ).map(([inOrder, once, before, after]) => ({ inOrder, anyhow: [...before, ...once, ...after] }))
)

describe("ConversationTable", () => {
  it("SYNC-4: changes in any order, any number of times, give the table that they give in order", () => {
    fc.assert(
      fc.property(shuffled, ({ anyhow, inOrder }) => {
        const expected = afterAll(inOrder)
        const table = afterAll(anyhow)
        for (const view of views) expect(rowsIn(table, view, me)).toEqual(rowsIn(expected, view, me))
        for (const id of ids) expect(table.rows.get(id)).toEqual(expected.rows.get(id))
      }),
      { numRuns: 1_000 },
    )
  })

  it("SYNC-4: rows fetched at any time before or among the changes do not matter to the end", () => {
    fc.assert(
      fc.property(shuffled, fc.nat(), ({ anyhow, inOrder }, place) => {
        const fetched = inOrder.flatMap((change) => change._tag === "Changed" ? [change.row] : [])
        const half = place % (anyhow.length + 1)
        const early = anyhow.slice(0, half).reduce(applyChange, emptyTable)
        const table = anyhow.slice(half).reduce(applyChange, fetched.reduce(withRow, early))
        const late = fetched.reduce(withRow, table)
        const expected = afterAll(inOrder)
        for (const id of ids) expect(table.rows.get(id)).toEqual(expected.rows.get(id))
        for (const id of ids) expect(late.rows.get(id)).toEqual(expected.rows.get(id))
      }),
      { numRuns: 500 },
    )
  })

  it("SYNC-3: an older copy does not bring back what went out of sight, even where an older Gone came again", () => {
    const [id] = ids
    if (!id) return expect.fail("no conversation")
    const changes = [goneAt(id, 5), goneAt(id, 3), changedTo(rowAt(id, 4)), changedTo(rowAt(id, 5))]
    expect(afterAll(changes).rows.size).toBe(0)
    expect(afterAll([...changes, changedTo(rowAt(id, 6))]).rows.get(id)?.version).toBe(6)
  })

  it("CONTACT-3: a row of the same version is taken, since names change without a commit", () => {
    const [id] = ids
    if (!id) return expect.fail("no conversation")
    const named = { ...rowAt(id, 2), contact: { id: "c1", name: "Elena Marsh" } }
    expect(withRow(withRow(emptyTable, rowAt(id, 2)), named).rows.get(id)?.contact?.name).toBe("Elena Marsh")
  })

  it("INBOX-9: no row is shown twice, and the latest activity comes first", () => {
    fc.assert(fc.property(shuffled, ({ anyhow }) => {
      for (const view of views) {
        const rows = rowsIn(afterAll(anyhow), view, me)
        expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length)
        const times = rows.map((row) => row.lastActivityAt)
        expect(times).toEqual(times.toSorted((a, b) => b - a))
      }
    }))
  })

  it.each(
    [
      ["INBOX-1: My Inbox holds what one owns", "Mine", { owner: me, inboundCount: 1 }, true],
      [
        "INBOX-1: My Inbox is without what nobody answered yet",
        "Mine",
        { owner: me, inboundCount: 0 },
        false,
      ],
      ["INBOX-1: My Inbox is without what another owns", "Mine", { owner: other, inboundCount: 1 }, false],
      ["INBOX-7: Sent Messages holds what one took part in, whoever owns it", "Sent", {
        owner: other,
        tookPart: true,
      }, true],
      ["INBOX-7: Sent Messages is without what one only owns", "Sent", { owner: me, tookPart: false }, false],
      [
        "INBOX-5: a Sender ID's inbox holds what one owns on it",
        "Sender",
        { owner: me, inboundCount: 1 },
        true,
      ],
      ["INBOX-5: a Sender ID's inbox is without other Sender IDs", "Sender", {
        owner: me,
        inboundCount: 1,
        senderId: senders[1],
      }, false],
      ["INBOX-6: a user's inbox holds what they own", "Team", { owner: other, inboundCount: 1 }, true],
      ["INBOX-6: a user's inbox is without what others own", "Team", { owner: me, inboundCount: 1 }, false],
    ] as const,
  )("%s", (_, tag, change, expected) => {
    const [id] = ids
    const view = views.find((one) => one._tag === tag)
    if (!id || !view) return expect.fail("no such view")
    const row: InboxRow = { ...rowAt(id, 1), senderId: senders[0], ...change }
    expect(rowsIn(withRow(emptyTable, row), view, me).length).toBe(expected ? 1 : 0)
  })
})
