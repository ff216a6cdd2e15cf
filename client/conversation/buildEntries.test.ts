import { assert, describe, it } from "@effect/vitest"
import type { OutboxEntry } from "../sync/Outbox.ts"
import { conversationId, makeMessage, messageId, userId } from "../testing/makeRow.ts"
import { buildEntries, firstUnread, type LogEntry } from "./buildEntries.ts"

const day = 24 * 60 * 60 * 1000
const noon = new Date(2026, 10, 13, 12).getTime()

const pending = (number: number, at: number): OutboxEntry => ({
  messageId: messageId(number),
  conversationId: conversationId(1),
  userId: userId(1),
  text: "Waiting",
  at,
  refusal: null,
})

const kinds = (entries: ReadonlyArray<LogEntry>) => entries.map((entry) => entry.kind)

describe("buildEntries", () => {
  it("puts a date before the first item of each day", () => {
    const items = [
      makeMessage(1, { at: noon - day }),
      makeMessage(2, { at: noon }),
      makeMessage(3, { at: noon + 1 }),
    ]
    const entries = buildEntries({ items, pending: [], newFrom: null })
    assert.deepStrictEqual(kinds(entries), ["day", "message", "day", "message", "message"])
  })

  it("groups what one side wrote in a row, until something stands between", () => {
    const out = { direction: "out", author: userId(1) } as const
    const items = [
      makeMessage(1, { at: noon }),
      makeMessage(2, { at: noon, ...out }),
      makeMessage(3, { at: noon, ...out }),
      makeMessage(4, { at: noon, ...out, author: userId(2) }),
    ]
    const entries = buildEntries({ items, pending: [], newFrom: null })
    const first = entries.flatMap((entry) => entry.kind === "message" ? [entry.first] : [])
    assert.deepStrictEqual(first, [true, true, false, true])
  })

  it("puts the New line before the first unread message", () => {
    const items = [makeMessage(1, { at: noon }), makeMessage(2, { at: noon }), makeMessage(3, { at: noon })]
    const entries = buildEntries({ items, pending: [], newFrom: firstUnread(items, 2) })
    assert.deepStrictEqual(kinds(entries), ["day", "message", "new", "message", "message"])
  })

  it("SEND-6: shows a message once, waiting or taken, under one key", () => {
    const waiting = buildEntries({ items: [], pending: [pending(1, noon)], newFrom: null })
    const both = buildEntries({
      items: [makeMessage(1, { at: noon, direction: "out", author: userId(1) })],
      pending: [pending(1, noon)],
      newFrom: null,
    })
    assert.deepStrictEqual(kinds(waiting), ["day", "pending"])
    assert.deepStrictEqual(kinds(both), ["day", "message"])
    assert.strictEqual(waiting[1]?.key, both[1]?.key)
  })
})

describe("firstUnread", () => {
  it("counts incoming messages only, from the end", () => {
    const items = [
      makeMessage(1),
      makeMessage(2),
      makeMessage(3, { direction: "out", author: userId(1) }),
      makeMessage(4),
    ]
    assert.strictEqual(firstUnread(items, 2), 2)
    assert.strictEqual(firstUnread(items, 0), null)
    assert.strictEqual(firstUnread(items, 9), 1)
  })
})
