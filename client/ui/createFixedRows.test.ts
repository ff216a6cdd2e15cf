import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { rowsInSight } from "./createFixedRows.ts"

describe("rowsInSight", () => {
  it("INBOX-9: draws every row that is in sight, wherever the list is scrolled to, and few others", () => {
    const px = fc.integer({ min: 0, max: 100_000 })
    fc.assert(
      fc.property(px, fc.nat(2_000), fc.constantFrom(75, 80), fc.nat(2_000), (top, height, row, count) => {
        const [first, end] = rowsInSight({ top, height }, row, count, 8)
        assert.isTrue(0 <= first && first <= end && end <= count)
        for (let index = 0; index < count; index++) {
          const isInSight = (index + 1) * row > top && index * row < top + height
          if (isInSight) assert.isTrue(first <= index && index < end)
        }
        assert.isAtMost(end - first, Math.ceil(height / row) + 17)
      }),
    )
  })

  it("draws nothing of an empty list, and the end of one that became shorter than it was scrolled", () => {
    assert.deepStrictEqual(rowsInSight({ top: 0, height: 600 }, 75, 0, 8), [0, 0])
    assert.deepStrictEqual(rowsInSight({ top: 9_000, height: 600 }, 75, 3, 8), [3, 3])
  })
})
