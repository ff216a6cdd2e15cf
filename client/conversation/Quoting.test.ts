import { assert, describe, it } from "@effect/vitest"
import { makeMessage } from "../testing/makeRow.ts"
import { isQuotable, quotableFrom } from "./Quoting.ts"

const items = [
  makeMessage(1, { providerId: "one" }),
  makeMessage(2, { providerId: "two" }),
  makeMessage(3, {
    providerId: "three",
    kind: "reaction",
    text: "👍",
    quote: { providerId: "two", text: null },
  }),
  makeMessage(4, { providerId: "four", direction: "out", status: "sent" }),
  makeMessage(5, { providerId: null, direction: "out", status: "queued" }),
]
const at = (seq: number) => items.find((item) => item.seq === seq) ?? null
const seqOf = (seq: number | null, step: -1 | 1) =>
  quotableFrom(items, seq === null ? null : at(seq), step)?.seq ?? null

describe("what an answer quotes", () => {
  it("HOOK-7: begins with the customer's last message and goes on to those before and after it", () => {
    assert.deepStrictEqual([seqOf(null, -1), seqOf(2, -1), seqOf(1, -1)], [2, 1, 1])
    assert.deepStrictEqual([seqOf(1, 1), seqOf(2, 1), seqOf(4, 1), seqOf(null, 1)], [2, 4, null, null])
  })

  it("HOOK-7: is nothing that the provider does not know or that says nothing by itself", () => {
    assert.deepStrictEqual(items.filter(isQuotable).map(({ seq }) => seq), [1, 2, 4])
  })
})
