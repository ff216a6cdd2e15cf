import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { mergeDrafts } from "./Draft.ts"

const text = fc.oneof(fc.constant(""), fc.string({ maxLength: 20 }))

describe("mergeDrafts", () => {
  it("SYNC-2: loses nothing that was typed on either device", () => {
    fc.assert(fc.property(text, text, text, (base, theirs, mine) => {
      const merged = mergeDrafts(base, theirs, mine)
      if (theirs !== base) expect(merged).toContain(theirs)
      if (mine !== base) expect(merged).toContain(mine)
    }))
  })

  it("SYNC-2: what changed on one device only is taken as it is, also when it was emptied", () => {
    fc.assert(fc.property(text, text, (base, changed) => {
      expect(mergeDrafts(base, changed, base)).toBe(changed)
      expect(mergeDrafts(base, base, changed)).toBe(changed)
    }))
  })

  it("SYNC-2: two devices that went on from one text keep both, the other's first", () => {
    expect(mergeDrafts("Dear Elena", "Dear Elena, sorry", "Dear Elena, thanks")).toBe(
      "Dear Elena, sorry\nDear Elena, thanks",
    )
  })
})
