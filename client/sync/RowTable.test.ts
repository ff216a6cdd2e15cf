import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { applyChange, emptyTable, rowsIn, withRow } from "../../domain/inbox/ConversationTable.ts"
import type { ConversationChange } from "../../domain/inbox/DeskChange.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { belongsIn, compareRows, type InboxView } from "../../domain/inbox/InboxView.ts"
import { conversationId, makeRow, senderId, userId } from "../testing/makeRow.ts"
import { createRowTable } from "./RowTable.ts"

const me = userId(1)

const views: ReadonlyArray<InboxView> = [
  { _tag: "Mine" },
  { _tag: "Sent" },
  { _tag: "Sender", senderId: senderId(2) },
  { _tag: "Team", userId: userId(2) },
]

const rows: fc.Arbitrary<InboxRow> = fc.record({
  conversation: fc.integer({ min: 1, max: 6 }),
  version: fc.integer({ min: 1, max: 12 }),
  sender: fc.integer({ min: 1, max: 2 }),
  owner: fc.option(fc.integer({ min: 1, max: 2 })),
  tookPart: fc.boolean(),
  inboundCount: fc.integer({ min: 0, max: 2 }),
  lastActivityAt: fc.integer({ min: 0, max: 5 }),
}).map(({ conversation, sender, owner, ...rest }) =>
  makeRow({
    ...rest,
    id: conversationId(conversation),
    senderId: senderId(sender),
    owner: owner === null ? null : userId(owner),
  })
)

type Step = { readonly kind: "fetched"; readonly row: InboxRow } | {
  readonly kind: "changed"
  readonly change: ConversationChange
}

const steps: fc.Arbitrary<Step> = fc.oneof(
  rows.map((row): Step => ({ kind: "fetched", row })),
  rows.map((row): Step => ({ kind: "changed", change: { _tag: "Changed", row, items: [] } })),
  rows.map((row): Step => ({ kind: "changed", change: { _tag: "Gone", id: row.id, version: row.version } })),
)

describe("RowTable", () => {
  it("SYNC-4: holds what the domain's table holds, whatever is fetched and changed in whatever order", () => {
    fc.assert(fc.property(fc.array(steps, { maxLength: 40 }), (taken) => {
      const table = createRowTable()
      let model = emptyTable
      for (const step of taken) {
        if (step.kind === "fetched") {
          table.put(structuredClone(step.row))
          model = withRow(model, step.row)
        } else {
          table.apply(structuredClone(step.change))
          model = applyChange(model, step.change)
        }
      }
      for (const view of views) {
        const shown = table.all().filter((row) => belongsIn(view, row, me)).sort(compareRows)
        assert.deepStrictEqual(shown, rowsIn(model, view, me))
      }
    }))
  })

  it("keeps a row that is newer than the copy that comes", () => {
    const table = createRowTable()
    table.put(makeRow({ version: 3, unread: 0 }))
    table.put(makeRow({ version: 2, unread: 5 }))
    assert.strictEqual(table.get(conversationId(1))?.unread, 0)
  })

  it("tells its listeners only of rows that changed", () => {
    const table = createRowTable()
    const told: Array<string> = []
    table.listen((id) => told.push(id))
    table.put(makeRow({ version: 2 }))
    table.put(makeRow({ version: 1 }))
    assert.deepStrictEqual(told, [conversationId(1)])
  })
})
