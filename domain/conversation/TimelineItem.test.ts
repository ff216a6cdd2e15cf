import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { UserId } from "../user/User.ts"
import { applyChangeToTimeline } from "../inbox/ConversationTable.ts"
import { ConversationId } from "./ConversationId.ts"
import { MessageId } from "./MessageId.ts"
import { mergeItems, type TimelineItem } from "./TimelineItem.ts"

const uuid = (kind: string, n: number) => `00000000-0000-4000-8000-${kind}${String(n).padStart(11, "0")}`
const statuses = ["queued", "dispatching", "sent", "delivered", "read"] as const

/** The item at a place as it was at a version. */
const itemAt = (seq: number, version: number): TimelineItem =>
  seq % 6 === 0
    ? {
      _tag: "Note",
      seq,
      version,
      at: seq,
      id: MessageId.make(uuid("e", seq)),
      author: UserId.make(uuid("a", 1)),
      text: `message ${seq}`,
      mentions: [],
    }
    : seq % 3 === 0
    ? {
      _tag: "Assigned",
      seq,
      version,
      at: seq,
      to: UserId.make(uuid("a", 1)),
      by: UserId.make(uuid("a", 2)),
    }
    : {
      _tag: "Message",
      seq,
      version,
      at: seq,
      id: MessageId.make(uuid("b", seq)),
      direction: "out",
      answers: null,
      author: UserId.make(uuid("a", 1)),
      kind: "text",
      text: `message ${seq}`,
      media: [],
      ...(seq % 2 === 0 ? { quote: { providerId: "wamid.1", text: "what was quoted" } } : {}),
      status: statuses[version % statuses.length] ?? "read",
      error: null,
      unconfirmed: false,
      providerId: null,
      sentAt: null,
      dueAt: null,
      waitsFor: null,
    }

const items = fc.array(
  fc.record({ seq: fc.integer({ min: 1, max: 12 }), version: fc.integer({ min: 1, max: 6 }) })
    .map(({ seq, version }) => itemAt(seq, version)),
  { minLength: 1, maxLength: 30 },
)
const repeated = items.chain((list) =>
  fc.tuple(
    fc.constant(list),
    fc.array(fc.array(fc.constantFrom(...list), { maxLength: 6 }), { maxLength: 6 }),
    fc.shuffledSubarray(list, { minLength: list.length }),
  )
)

describe("mergeItems", () => {
  it("SYNC-4: items in any order, in any pages, any number of times, give one timeline: the newest of each place", () => {
    fc.assert(
      fc.property(repeated, ([list, pages, shuffled]) => {
        const timeline = [...pages, ...shuffled.map((item) => [item])].reduce(mergeItems, [])
        const expected = [...new Set(list.map((item) => item.seq))].toSorted((a, b) => a - b).map((seq) =>
          list.filter((item) => item.seq === seq).toSorted((a, b) => b.version - a.version)[0]
        )
        expect(timeline).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })

  it("SYNC-4: merging a timeline with itself or with nothing changes nothing", () => {
    fc.assert(fc.property(items, (list) => {
      const timeline = mergeItems([], list)
      expect(mergeItems(timeline, timeline)).toEqual(timeline)
      expect(mergeItems(timeline, [])).toBe(timeline)
    }))
  })

  it("SYNC-4: a change of one conversation leaves another's timeline alone", () => {
    const [mine, another] = [ConversationId.make(uuid("c", 1)), ConversationId.make(uuid("c", 2))]
    const timeline = [itemAt(1, 1)]
    const gone = { _tag: "Gone", id: mine, version: 9 } as const
    expect(applyChangeToTimeline(timeline, mine, gone)).toBe(timeline)
    expect(applyChangeToTimeline(timeline, another, gone)).toBe(timeline)
  })

  it("CONTACT-6: whenever an erasure comes, nothing before it says anything and everything after it does", () => {
    fc.assert(fc.property(repeated, fc.nat(12), ([list, pages], place) => {
      const seq = 20 + place
      const erased: TimelineItem = { _tag: "Erased", seq, version: 9, at: 1, by: UserId.make(uuid("a", 1)) }
      const later = itemAt(40, 1)
      const timeline = [list, [later], [erased], ...pages].reduce(mergeItems, [])
      expect(timeline.filter((item) => "text" in item && (item.text ?? "") !== "")).toEqual([later])
      expect(timeline.filter((item) => item.seq < seq && "quote" in item)).toEqual([])
      expect(timeline.map((item) => item.seq)).toEqual(
        [...new Set(list.map((item) => item.seq)), seq, 40].toSorted((a, b) => a - b),
      )
    }))
  })
})
