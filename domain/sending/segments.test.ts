import fc from "fast-check"
import { describe, expect, it } from "vitest"
import samples from "./samples/smsSegments.json" with { type: "json" }
import { cheaperText, countSegments } from "./segments.ts"

const unitBits = { "GSM-7": 7, "UCS-2": 16 }

describe("countSegments", () => {
  it.each(samples.vectors.map((vector) => [vector.name, vector] as const))(
    "SEND-11: counts %s",
    (_, vector) => {
      const count = countSegments(vector.text)
      expect([count.encoding, count.segments]).toEqual([vector.encoding, vector.segments])
      const bits = count.used * unitBits[count.encoding]
      if (count.segments === 1) expect(bits).toBe(vector.messageBits)
      else expect(bits).toBeGreaterThanOrEqual(vector.messageBits)
    },
  )

  it.each([
    ["", "0/160"],
    ["a".repeat(142), "142/160"],
    ["a".repeat(182), "182/306"],
    [`${"a".repeat(152)}€${"a".repeat(152)}`, "307/459"],
    ["See you on Monday 😊", "20/70"],
    ["ê".repeat(71), "71/134"],
  ])("SEND-11: %j takes %s", (text, shown) => {
    const { capacity, used } = countSegments(text)
    expect(`${used}/${capacity}`).toBe(shown)
  })

  it("SEND-11: cut where the count cuts, every part fits and no pair is split", () => {
    const text = fc.array(fc.constantFrom("a", "€", "é", "\n"), { maxLength: 500 })
    fc.assert(fc.property(text, fc.boolean(), (characters, wide) => {
      const all = wide ? [...characters, "😊", "ê"] : characters
      const { capacity, encoding, segments, used } = countSegments(all.join(""))
      const costs = all.map((it) => encoding === "UCS-2" ? it.length : it === "€" ? 2 : 1)
      const room = capacity / segments
      // The fewest parts that hold the costs in order: putting as much as fits into each.
      const parts = costs.reduce<Array<number>>(
        ([part = 0, ...rest], cost) => part + cost > room ? [cost, part, ...rest] : [part + cost, ...rest],
        [0],
      )
      expect(segments).toBe(parts.length)
      expect(used).toBe((segments - 1) * room + (parts[0] ?? 0))
    }))
  })
})

describe("cheaperText", () => {
  const hundred = "a".repeat(100)
  it.each([
    [`${hundred}’`, { text: `${hundred}'`, segments: 1, costly: ["’"] }],
    [`“${hundred}” – …`, { text: `"${hundred}" - ...`, segments: 1, costly: ["“", "”", "–", "…"] }],
    ["It’s short", null],
    [`${hundred}’ 😊`, null],
    [`${hundred}ê’`, null],
    [hundred, null],
    ["’".repeat(70), null],
    ["’".repeat(71), { text: "'".repeat(71), segments: 1, costly: ["’"] }],
    ["…".repeat(71), null],
  ])("SEND-11: what %j costs", (text, expected) => {
    expect(cheaperText(text)).toEqual(expected)
  })
})
