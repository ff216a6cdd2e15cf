import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { senderKindOf } from "../sender/SenderKind.ts"
import { charge, nextCallAt, type Pace, paceOf, restedLine, takePlace } from "./Pace.ts"

const start = Date.UTC(2026, 2, 2, 12)

/** Asks for places as fast as they come, each at the time of the one before or after a rest; gives when each goes. */
const placesOf = (pace: Pace, rests: ReadonlyArray<number>): ReadonlyArray<number> => {
  let line = restedLine
  let now = start
  return rests.map((rest) => {
    now += rest
    const place = takePlace(line, pace, now)
    line = place.line
    now = Math.max(now, place.at)
    return place.at
  })
}

const pace = fc.record({
  perSecond: fc.constant(80),
  burst: fc.integer({ min: 1, max: 200 }),
  steadily: fc.constantFrom(0.5, 1, 3, 80, 100),
})

describe("the pace of a Sender ID", () => {
  it("SEND-9: in any time no more goes than the burst and what the pace allows, in order, and all of it", () => {
    fc.assert(
      fc.property(pace, fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 300 }), (pace, rests) => {
        const times = placesOf(pace, rests)
        expect(times).toHaveLength(rests.length)
        for (const [first, from] of times.entries()) {
          for (let last = first; last < times.length; last += 7) {
            const allowed = pace.burst + ((times[last] ?? 0) - from) * pace.steadily / 1000
            expect(last - first + 1).toBeLessThanOrEqual(allowed + 1e-6)
            expect(times[last]).toBeGreaterThanOrEqual(from)
          }
        }
      }),
    )
  })

  it("SEND-9: what refuses too much in a second never gets more, and nine tenths of it in the long run", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 5, 19, 20, 80, 250, 1_000),
        fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 300, maxLength: 600 }),
        (perSecond, rests) => {
          const pace = paceOf("unknown", perSecond)
          if (!pace) throw new Error("a pace that was set")
          expect(pace.steadily).toBeGreaterThanOrEqual(perSecond * 0.9)
          const times = placesOf(pace, rests.map((rest) => (rest > 1_900 ? rest : 0)))
          for (const [index, at] of times.entries()) {
            expect((times[index + perSecond] ?? Infinity) - at).toBeGreaterThan(1_000 - 1e-3)
          }
        },
      ),
    )
  })

  it("SEND-9: however those bunch up that had their places, in no second more is called than its network takes", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 5, 19, 20, 80),
        fc.array(fc.record({ rest: fc.integer({ min: 0, max: 40 }), late: fc.nat(900) }), { maxLength: 400 }),
        (perSecond, asked) => {
          const pace = paceOf("unknown", perSecond)
          if (!pace) throw new Error("a pace that was set")
          const places = placesOf(pace, asked.map(({ rest }) => rest))
          const ready = places.map((at, index) => at + (asked[index]?.late ?? 0)).toSorted((a, b) => a - b)
          const calls: Array<number> = []
          for (const at of ready) calls.push(nextCallAt(calls, pace, Math.max(at, calls.at(-1) ?? 0)))
          for (const [index, at] of calls.entries()) {
            expect(at).toBeGreaterThanOrEqual(ready[index] ?? 0)
            expect((calls[index + perSecond] ?? Infinity) - at).toBeGreaterThanOrEqual(1_000)
          }
        },
      ),
    )
  })

  it("SEND-9: a clock that is set back, or a network that queues, holds up no call", () => {
    const [eighty, queued] = [paceOf("whatsapp", null), paceOf("long_code", null)]
    if (!eighty || !queued) throw new Error("paces of their kinds")
    const later = Array.from({ length: 80 }, () => start + 3_600_000)
    expect(nextCallAt(later, eighty, start)).toBe(start)
    expect(nextCallAt(later, queued, start + 3_600_000)).toBe(start + 3_600_000)
    expect(nextCallAt(later, eighty, start + 3_600_000)).toBe(start + 3_601_000)
  })

  it("SEND-9: nobody waits while the line keeps within its pace", () => {
    expect(placesOf({ perSecond: 2, burst: 1, steadily: 2 }, [0, 500, 500, 500])).toEqual(
      [0, 500, 1000, 1500].map((it) => start + it),
    )
    expect(placesOf({ perSecond: 1, burst: 3, steadily: 1 }, [0, 0, 0, 0])).toEqual(
      [0, 0, 0, 1000].map((it) => start + it),
    )
  })

  it("SEND-9: a message of three segments takes three places, and a place that was not used is given back", () => {
    const pace: Pace = { perSecond: 1, burst: 1, steadily: 1 }
    const first = takePlace(restedLine, pace, start)
    expect(takePlace(charge(first.line, pace, 2), pace, start).at).toBe(start + 3_000)
    expect(takePlace(charge(first.line, pace, -1), pace, start).at).toBe(start)
  })

  it("SEND-9: a clock that is set back holds nobody up", () => {
    const pace: Pace = { perSecond: 1, burst: 1, steadily: 1 }
    const { line } = takePlace(restedLine, pace, start)
    expect(takePlace(line, pace, start - 3_600_000).at).toBe(start - 3_600_000 + 1_000)
  })

  it.each(
    [
      ["sms", "+14155550136", "long_code", 1],
      ["sms", "+447911123456", "long_code", 1],
      ["sms", "+18005551234", "toll_free", 3],
      ["sms", "12345", "short_code", 100],
      ["whatsapp", "+14155550136", "whatsapp", 80],
      ["sms", "Parcel", "alphanumeric", null],
      ["sms", "+15005550006", "unknown", null],
    ] as const,
  )("SEND-9: on %s %s is a %s", (channel, address, kind, perSecond) => {
    expect(senderKindOf(channel, address)).toBe(kind)
    expect(paceOf(kind, null)?.perSecond ?? null).toBe(perSecond)
    expect(paceOf(kind, 7)?.perSecond).toBe(7)
  })
})
