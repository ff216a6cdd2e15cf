import { assert, describe, it } from "@effect/vitest"
import { makeMessage } from "../testing/makeRow.ts"
import { buildEntries } from "./buildEntries.ts"
import { shownOf } from "../../domain/conversation/messageMarks.ts"

const said = makeMessage(1, { providerId: "one", text: "Monday?" })
const about = (seq: number, change: Parameters<typeof makeMessage>[1]) =>
  makeMessage(seq, { providerId: `about ${seq}`, quote: { providerId: "one", text: null }, ...change })
const linesOf = (items: ReadonlyArray<ReturnType<typeof makeMessage>>) =>
  buildEntries({ items, pending: [], newFrom: null }).flatMap((entry) =>
    entry.kind === "message" ? [{ seq: entry.item.seq, marks: entry.marks }] : []
  )

describe("what messages say about others", () => {
  it("HOOK-7: a reaction is on its message, the newest of each side, and is no line of its own", () => {
    const lines = linesOf([
      said,
      about(2, { kind: "reaction", text: "👍" }),
      about(3, { kind: "reaction", text: "❤️" }),
      about(4, { kind: "reaction", text: "🙏", direction: "out" }),
    ])
    assert.deepStrictEqual(lines, [{
      seq: 1,
      marks: {
        reactions: [{ emoji: "❤️", by: "in" }, { emoji: "🙏", by: "out" }],
        edited: null,
        deletedAt: null,
      },
    }])
  })

  it("HOOK-7: a reaction that was taken back is gone", () => {
    const [line] = linesOf([
      said,
      about(2, { kind: "reaction", text: "👍" }),
      about(3, { kind: "reaction", text: "" }),
    ])
    assert.deepStrictEqual(line?.marks?.reactions, [])
  })

  it("HOOK-7: a reaction to what is not loaded has its own line", () => {
    const lines = linesOf([about(2, { kind: "reaction", text: "👍" })])
    assert.deepStrictEqual(lines.map(({ seq }) => seq), [2])
  })

  it("HOOK-7: what was edited and deleted says so, and what it became stays a line", () => {
    const lines = linesOf([
      said,
      about(2, { kind: "edited", text: "Tuesday?" }),
      about(3, { kind: "deleted" }),
    ])
    assert.deepStrictEqual(lines.map(({ seq }) => seq), [1, 2, 3])
    const marks = lines[0]?.marks ?? null
    assert.deepStrictEqual(marks?.edited?.text, "Tuesday?")
    const deleted = shownOf(said, marks)
    assert.deepStrictEqual([deleted.kind, deleted.text, deleted.seq], ["deleted", "", 1])
    assert.strictEqual(shownOf(said, marks && { ...marks, deletedAt: null }).text, "Tuesday?")
  })

  it("CONTACT-6, HOOK-7: what was erased does not come back by an edit that is still there", () => {
    const erased = makeMessage(1, { providerId: "one", kind: "erased", text: "" })
    const marks = { reactions: [], edited: { text: "Tuesday?", at: 2 }, deletedAt: null }
    assert.strictEqual(shownOf(erased, marks).text, "")
  })

  it("HOOK-7: an answer to a message changes nothing on it", () => {
    const lines = linesOf([said, about(2, { kind: "text", text: "Yes" })])
    assert.deepStrictEqual(lines.map(({ marks }) => marks), [null, null])
  })
})
