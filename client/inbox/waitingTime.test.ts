import { assert, describe, it } from "@effect/vitest"
import { isTooLong, waitingTime } from "./waitingTime.ts"

const minute = 60_000

describe("waitingTime", () => {
  it("LIFE-2: says how long a customer has waited, in minutes, hours and days", () => {
    const minutes = [0, 0.9, 1, 59.9, 60, 23 * 60 + 59, 24 * 60, 50 * 60]
    const said = minutes.map((waited) => waitingTime(1_000, 1_000 + waited * minute))
    assert.deepStrictEqual(said, [null, null, "1 min", "59 min", "1 h", "23 h", "1 d", "2 d"])
  })

  it("LIFE-2: past the limit, and not at it, is too long", () => {
    assert.deepStrictEqual([59, 60, 61].map((waited) => isTooLong(0, waited * minute, 60)), [
      false,
      false,
      true,
    ])
  })
})
