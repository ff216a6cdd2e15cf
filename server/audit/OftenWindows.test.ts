import { assert, describe, it } from "vitest"
import { OftenWindows, perUserMax, perWorkspaceMax, windowMillis } from "./OftenWindows.ts"

const take = (windows: OftenWindows, user: string, now: number, action = "access_refused") =>
  windows.take({ workspaceId: "acme", action, user }, now)

describe("what anybody can cause as often as they like", () => {
  it("ADMIN-3: is kept ten times a user and ten minutes, and the last says so", () => {
    const windows = new OftenWindows()
    const taken = Array.from({ length: perUserMax + 5 }, (_, index) => take(windows, "dana", index))
    assert.deepStrictEqual(taken.slice(perUserMax - 2), ["taken", "last", ...Array(5).fill("left out")])
    assert.strictEqual(take(windows, "omar", 100), "taken")
    assert.strictEqual(take(windows, "dana", 100, "signed_in"), "taken")
    assert.strictEqual(take(windows, "dana", windowMillis), "taken")
  })

  it("ADMIN-3: never fills the disk, however many users try", () => {
    const windows = new OftenWindows()
    const kept = Array.from({ length: 50_000 }, (_, index) => take(windows, `user ${index}`, 0))
    assert.strictEqual(kept.filter((one) => one !== "left out").length, perWorkspaceMax)
  })
})
