import { assert, describe, it } from "@effect/vitest"
import { oneLine } from "./oneLine.ts"

describe("a name as one line", () => {
  it("NOTIFY-1: brings no other line, turns nothing round, and keeps its letters and emoji", () => {
    assert.strictEqual(oneLine(" Ann\r\nBcc: x\u0000\t\u2028Lee "), "Ann Bcc: x Lee")
    assert.strictEqual(oneLine("Ann \u202Eeel\u2069 (SMS)"), "Ann eel (SMS)")
    for (const name of ["نور الدين", "👨‍👩‍👧 family", "Zoë Åström", "नमस्ते"]) {
      assert.strictEqual(oneLine(name), name)
    }
  })
})
