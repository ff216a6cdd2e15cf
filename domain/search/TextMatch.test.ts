import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { matchesOfPart, matchesOfWords, snippetOf } from "./TextMatch.ts"

const marked = (text: string, ranges: ReturnType<typeof matchesOfPart>) =>
  ranges.map(({ end, start }) => text.slice(start, end))

describe("TextMatch", () => {
  it.each([
    ["Éléonore Weiß", "eleo", ["Éléo"]],
    ["Éléonore Weiß", "weiss", ["Weiß"]],
    ["E\u0301va", "eva", ["E\u0301va"]],
    ["Ann Hannan", "ann", ["Ann", "ann"]],
    ["+1 415-555-7123", "(415) 5557", ["415-555-7"]],
    ["Grace", "x", []],
    ["Grace", "", []],
  ])("SEARCH-1: in %s the part %s is marked", (text, part, expected) => {
    expect(marked(text, matchesOfPart(text, part))).toEqual(expected)
  })

  it.each([
    ["Where is my parcel? The PARCELS!", "parcel", ["parcel", "PARCEL"]],
    ["Über die Brücke", "uber bruck", ["Über"[0] + "ber", "Brück"]],
    ["unparcelled", "parcel", []],
    ["Order #4711, thanks", "4711", ["4711"]],
    ["see you", "!?", []],
  ])("SEARCH-2: in %s the words %s are marked where words begin with them", (text, search, expected) => {
    expect(marked(text, matchesOfWords(text, search))).toEqual(expected)
  })

  it("SEARCH-2: a snippet is short, shows the match, and marks what it marks", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 12 }), { maxLength: 60 }), fc.nat(60), (words, at) => {
        const text = [...words.slice(0, at), "needle", ...words.slice(at)].join(" ")
        const snippet = snippetOf(text, "needle")
        expect(snippet.text.length).toBeLessThan(200)
        expect(marked(snippet.text, snippet.matches)).toContain("needle")
      }),
    )
  })
})
