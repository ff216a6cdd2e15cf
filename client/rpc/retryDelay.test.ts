import { assert, describe, it } from "@effect/vitest"
import { retryDelay } from "./retryDelay.ts"

describe("retryDelay", () => {
  it("SYNC-2: grows 1, 2, 4, 8 … up to 30 s", () => {
    assert.deepStrictEqual([1, 2, 3, 4, 5, 6, 60].map((attempt) => retryDelay(attempt, 0)), [
      1_000,
      2_000,
      4_000,
      8_000,
      16_000,
      30_000,
      30_000,
    ])
  })

  it("spreads desks over a fifth more", () => {
    assert.strictEqual(retryDelay(1, 0.5), 1_100)
  })
})
