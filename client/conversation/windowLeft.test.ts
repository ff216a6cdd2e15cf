import { assert, describe, it } from "@effect/vitest"
import { windowMillis } from "../../domain/conversation/Window.ts"
import { windowLeft } from "./windowLeft.ts"

const wrote = { channel: "whatsapp", lastInboundAt: 1_000, windowClosedAt: null } as const

describe("windowLeft", () => {
  it("WIN-1: counts down to exactly 24 h after the customer's message", () => {
    assert.strictEqual(windowLeft(wrote, 1_000 + windowMillis - 1), 1)
    assert.strictEqual(windowLeft(wrote, 1_000 + windowMillis), 0)
  })

  it("is never more than the whole window, although the desk's clock is behind", () => {
    assert.strictEqual(windowLeft(wrote, 0), windowMillis)
  })

  it("is closed where the customer never wrote, and nothing on SMS", () => {
    assert.strictEqual(windowLeft({ channel: "whatsapp", lastInboundAt: null, windowClosedAt: null }, 0), 0)
    assert.isNull(windowLeft({ channel: "sms", lastInboundAt: 1_000, windowClosedAt: null }, 0))
  })
})
