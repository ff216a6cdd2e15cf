import { describe, expect, it } from "vitest"
import { mentionBefore, mentionsIn } from "./mentionsIn.ts"

const users = [{ name: "Dana" }, { name: "Dana Reed" }, { name: "Omar" }]
const named = (text: string) => mentionsIn(text, users).map(({ end, start }) => text.slice(start, end))

describe("mentionsIn", () => {
  it("NOTE-1: finds whole names after @, whatever their case, the longer of two that begin alike", () => {
    expect(named("@dana please ask @Dana Reed, and @OMAR.")).toEqual(["@dana", "@Dana Reed", "@OMAR"])
  })

  it("NOTE-1: neither an address of e-mail nor half a name is a mention", () => {
    expect(named("write to info@omar.example, @Danae or @Om")).toEqual([])
  })

  it("NOTE-1: two users of one name are both meant", () => {
    expect(mentionsIn("@Omar", [...users, { name: "Omar" }])).toHaveLength(2)
  })

  it("NOTE-1: knows what is typed after @ at the caret", () => {
    expect(mentionBefore("ask @", 5)).toBe("")
    expect(mentionBefore("ask @dana r and", 11)).toBe("dana r")
    expect(mentionBefore("ask me@da", 9)).toBeNull()
    expect(mentionBefore("ask Dana", 8)).toBeNull()
  })
})
