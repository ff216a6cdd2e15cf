import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Spans } from "../../../domain/hours/BusinessHours.ts"
import {
  addSpan,
  dayMinutes,
  fromMinutes,
  type MinuteSpans,
  moveEdge,
  splitSpan,
  stepMinutes,
  toMinutes,
} from "./weekSpans.ts"

const hour = 60

describe("spans of a day", () => {
  it.each<[string, MinuteSpans, MinuteSpans]>([
    ["splits around where it was clicked", splitSpan([[9 * hour, 18 * hour]], 0, 13 * hour + 33), [
      [9 * hour, 13 * hour],
      [14 * hour, 18 * hour],
    ]],
    ["splits within the span when clicked at its end", splitSpan([[9 * hour, 12 * hour]], 0, 12 * hour), [
      [9 * hour, 10 * hour + 45],
      [11 * hour + 45, 12 * hour],
    ]],
    ["does not split what is short", splitSpan([[9 * hour, 10 * hour]], 0, 9 * hour), [[
      9 * hour,
      10 * hour,
    ]]],
    ["moves an opening", moveEdge([[9 * hour, 18 * hour]], 0, 0, 8 * hour), [[8 * hour, 18 * hour]]],
    ["stops at the neighbour", moveEdge([[9 * hour, 12 * hour], [13 * hour, 18 * hour]], 0, 1, 15 * hour), [
      [9 * hour, 13 * hour],
      [13 * hour, 18 * hour],
    ]],
    ["leaves a quarter of an hour", moveEdge([[9 * hour, 12 * hour]], 0, 0, 15 * hour), [
      [12 * hour - stepMinutes, 12 * hour],
    ]],
    ["adds usual hours to a closed day", addSpan([]), [[9 * hour, 18 * hour]]],
    ["adds after the last", addSpan([[9 * hour, 13 * hour]]), [[9 * hour, 13 * hour], [
      14 * hour,
      16 * hour,
    ]]],
    ["adds nothing to a full day", addSpan([[0, dayMinutes]]), [[0, dayMinutes]]],
  ])("HOURS-1: %s", (_, changed, expected) => {
    expect(changed).toEqual(expected)
  })

  it("HOURS-1: however they are changed, what comes out can be saved", () => {
    const change = fc.tuple(
      fc.nat(20),
      fc.nat(8),
      fc.constantFrom<0 | 1>(0, 1),
      fc.integer({ min: -99, max: 1_600 }),
    )
    fc.assert(fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      let spans: MinuteSpans = []
      for (const [kind, at, edge, minutes] of changes) {
        const index = spans.length === 0 ? 0 : at % spans.length
        if (kind > 4 && spans.length > 0) spans = moveEdge(spans, index, edge, minutes)
        else if (kind > 1) spans = splitSpan(spans, index, minutes)
        else if (spans.length < 12) spans = addSpan(spans)
        if (spans.length > 12) break
        const saved = Schema.decodeUnknownSync(Spans)(fromMinutes(spans))
        expect(toMinutes(saved)).toEqual(spans)
      }
    }))
  })
})
