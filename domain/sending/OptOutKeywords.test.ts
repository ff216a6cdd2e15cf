import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { keywordIn } from "./OptOutKeywords.ts"

const stops = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]
const starts = ["START", "UNSTOP"]
const around = [" ", "\t", "\r\n", "\u00a0", "\u2003", "\u3000", "\u200b", "\u200f", "\ufeff"]
  .concat([".", "!", "?", ",", "…", "¡", "“", "”", "'", "-", "—", "*", "#", "(", ")", "。", "！"])
  .concat(["~", "^", "`", "|", "<", ">", "=", "+", "$"])

const noise = fc.array(fc.constantFrom(...around), { maxLength: 5 }).map((parts) => parts.join(""))
/** A word in any mixture of cases. */
const spelled = (word: string) =>
  fc.array(fc.boolean(), { minLength: word.length, maxLength: word.length })
    .map((upper) => [...word].map((letter, index) => upper[index] ? letter : letter.toLowerCase()).join(""))

describe("keywordIn", () => {
  it.each(stops)("OPT-2: %s opts out, in any case, with any spaces and punctuation around it", (word) => {
    fc.assert(fc.property(noise, spelled(word), noise, fc.boolean(), (before, text, after, optedOut) => {
      expect(keywordIn(before + text + after, optedOut)).toBe("stop")
    }))
  })

  it.each(starts)("OPT-2: %s opts in, in any case, with any spaces and punctuation around it", (word) => {
    fc.assert(fc.property(noise, spelled(word), noise, fc.boolean(), (before, text, after, optedOut) => {
      expect(keywordIn(before + text + after, optedOut)).toBe("start")
    }))
  })

  it("OPT-2: YES opts in someone who is opted out, and is an answer from anyone else", () => {
    fc.assert(fc.property(noise, spelled("YES"), noise, (before, text, after) => {
      expect(keywordIn(before + text + after, true)).toBe("start")
      expect(keywordIn(before + text + after, false)).toBeNull()
    }))
  })

  it.each([
    "",
    " ",
    "…",
    "👍",
    "stop it",
    "please stop",
    "STOP STOP",
    "stop-all",
    "st op",
    "s.t.o.p",
    "stopp",
    "nonstop",
    "unstoppable",
    "don't stop",
    "the end",
    "ends",
    "end?start",
    "restart",
    "start now",
    "yes please",
    "yess",
    "STOP 5",
    "HELP",
    "INFO",
  ])("OPT-2: %j is an ordinary message", (text) => {
    expect(keywordIn(text, false)).toBeNull()
    expect(keywordIn(text, true)).toBeNull()
  })

  it("OPT-2: no text makes it fail or takes long", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), fc.boolean(), (text, optedOut) => {
      expect(["stop", "start", null]).toContain(keywordIn(text, optedOut))
    }))
    const before = performance.now()
    expect(keywordIn(`a${"!".repeat(200_000)}a`, false)).toBeNull()
    expect(keywordIn(`${"!".repeat(200_000)}stop${"!".repeat(200_000)}`, false)).toBe("stop")
    expect(performance.now() - before).toBeLessThan(1_000)
  })
})
