import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { inChunks } from "./inChunks.ts"

/** Rows of a file as wide as the desk takes them: up to 50 cells of 1,024 characters. */
const row = fc.record({
  cells: fc.array(fc.tuple(fc.constantFrom("x", "é", "語", "😀"), fc.nat({ max: 512 })), { maxLength: 50 })
    .map((cells) => cells.map(([character, count]) => character.repeat(count))),
})

describe("rows of a file in parts", () => {
  it("FIT-3: each row goes once, in order, in parts that a call and a frame of the socket carry", () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (rows, rowsMax) => {
        const chunks = [...inChunks(rows, rowsMax)]
        expect(chunks.flat()).toEqual(rows)
        for (const chunk of chunks) {
          expect(chunk.length).toBeLessThanOrEqual(rowsMax)
          expect(new TextEncoder().encode(JSON.stringify({ rows: chunk })).byteLength)
            .toBeLessThan(200 * 1024)
        }
      }),
      { numRuns: 30 },
    )
  })
})
