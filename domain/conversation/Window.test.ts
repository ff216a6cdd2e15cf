import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { windowAt, windowMillis } from "./Window.ts"

const wroteAt = Date.UTC(2026, 2, 28, 23, 59, 59, 999)

describe("windowAt", () => {
  it("WIN-1: a window lasts 24 hours", () => {
    expect(windowMillis).toBe(24 * 3600 * 1000)
  })

  it.each([
    ["at the customer's message", 0, true],
    ["a millisecond later", 1, true],
    ["a millisecond before 24 h are over", 86_399_999, true],
    ["when 24 h are over", 86_400_000, false],
    ["a millisecond after", 86_400_001, false],
    ["a year later", 366 * 86_400_000, false],
    ["when our clock is behind the provider's", -5_000, true],
  ])("WIN-1: %s", (_, after, open) => {
    expect(windowAt({ channel: "whatsapp", lastInboundAt: wroteAt, windowClosedAt: null }, wroteAt + after))
      .toEqual({
        open,
        closesAt: wroteAt + 86_400_000,
      })
  })

  it("WIN-1: the 24 hours are the same over a change to daylight-saving time", () => {
    const beforeChange = Date.parse("2026-03-28T12:00:00+01:00")
    const window = windowAt(
      { channel: "whatsapp", lastInboundAt: beforeChange, windowClosedAt: null },
      beforeChange,
    )
    expect(window?.closesAt).toBe(Date.parse("2026-03-29T13:00:00+02:00"))
  })

  it("WIN-3: it was never open where the customer never wrote", () => {
    expect(windowAt({ channel: "whatsapp", lastInboundAt: null, windowClosedAt: null }, wroteAt)).toEqual({
      open: false,
      closesAt: null,
    })
  })

  it("WIN-1: SMS has no window", () => {
    expect(windowAt({ channel: "sms", lastInboundAt: wroteAt, windowClosedAt: null }, wroteAt)).toBeNull()
    expect(windowAt({ channel: "sms", lastInboundAt: null, windowClosedAt: null }, wroteAt)).toBeNull()
  })

  it("WIN-1: it is open exactly while time is left", () => {
    fc.assert(fc.property(fc.maxSafeNat(), fc.integer({ min: -1e9, max: 1e9 }), (lastInboundAt, after) => {
      const now = lastInboundAt + after
      const window = windowAt({ channel: "whatsapp", lastInboundAt, windowClosedAt: null }, now)
      expect(window?.open).toBe(after < 86_400_000)
    }))
  })

  it("WIN-5: it is closed when the provider says so, since then", () => {
    const facts = { channel: "whatsapp", lastInboundAt: wroteAt, windowClosedAt: wroteAt + 5_000 } as const
    expect(windowAt(facts, wroteAt + 6_000)).toEqual({ open: false, closesAt: wroteAt + 5_000 })
  })
})
