import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  keywordIn,
  keywordProblems,
  type Keywords,
  keywordTable,
  noAnswers,
  ownKeywords,
} from "./Keywords.ts"
import type { KeywordIntent } from "./KeywordIntent.ts"

const table = keywordTable(ownKeywords, "Acme")
const intentOf = (text: string): KeywordIntent | null => keywordIn(text, table)?.intent ?? null

const words: ReadonlyArray<readonly [KeywordIntent, ReadonlyArray<string>]> = [
  ["stop", ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]],
  ["start", ["START", "UNSTOP", "YES"]],
  ["help", ["HELP", "INFO"]],
]
const around = [" ", "\t", "\r\n", "\u00a0", "\u2003", "\u3000", "\u200b", "\u200f", "\ufeff"]
  .concat([".", "!", "?", ",", "…", "¡", "“", "”", "'", "-", "—", "*", "#", "(", ")", "。", "！"])
  .concat(["~", "^", "`", "|", "<", ">", "=", "+", "$"])

const noise = fc.array(fc.constantFrom(...around), { maxLength: 5 }).map((parts) => parts.join(""))
/** A word in any mixture of cases. */
const spelled = (word: string) =>
  fc.array(fc.boolean(), { minLength: word.length, maxLength: word.length })
    .map((upper) => [...word].map((letter, index) => upper[index] ? letter : letter.toLowerCase()).join(""))

const spanish: Keywords = {
  answers: { stop: null, start: null, help: "Call +1 415-555-0100." },
  sets: [{
    language: "Spanish",
    stop: ["Alto", "darme de baja"],
    start: ["empezar"],
    help: ["Ayuda", "información"],
    answers: { ...noAnswers, stop: "Acme: no recibirá más mensajes." },
  }],
}

describe("keywordIn", () => {
  it.each(words.flatMap(([intent, all]) => all.map((word) => [word, intent] as const)))(
    "OPT-2: %s means %s, in any case, with any spaces and punctuation around it",
    (word, intent) => {
      fc.assert(fc.property(noise, spelled(word), noise, (before, text, after) => {
        expect(intentOf(before + text + after)).toBe(intent)
      }))
    },
  )

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
    "help me",
    "help?!stop",
    "constructor",
    "__proto__",
  ])("OPT-2: %j is an ordinary message", (text) => {
    expect(intentOf(text)).toBeNull()
  })

  it("OPT-2: no text makes it fail or takes long", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(["stop", "start", "help", null]).toContain(intentOf(text))
    }))
    const before = performance.now()
    expect(intentOf(`a${"!".repeat(200_000)}a`)).toBeNull()
    expect(intentOf(`${"!".repeat(200_000)}stop${"!".repeat(200_000)}`)).toBe("stop")
    expect(performance.now() - before).toBeLessThan(1_000)
  })

  it.each<[string, KeywordIntent, string]>([
    ["ALTO", "stop", "Acme: no recibirá más mensajes."],
    ["¡Darme  de baja!", "stop", "Acme: no recibirá más mensajes."],
    ["informacion", "help", "Call +1 415-555-0100."],
    ["INFORMACIÓN.", "help", "Call +1 415-555-0100."],
    ["info", "help", "Call +1 415-555-0100."],
  ])("OPT-2: a workspace's own word %j counts, with or without accents", (text, intent, answer) => {
    expect(keywordIn(text, keywordTable(spanish, "Acme"))).toMatchObject({ intent, answer })
  })

  it("OPT-2: vowel signs of Hindi are no accents: another word is another word", () => {
    const known = keywordTable({
      ...ownKeywords,
      sets: [{ language: "Hindi", stop: ["बंद"], start: [], help: [], answers: noAnswers }],
    }, "Acme")
    expect(keywordIn("बंद।", known)?.intent).toBe("stop")
    expect(keywordIn("बद", known)).toBeNull()
  })

  it("OPT-2: none of the words that always count can be given another meaning", () => {
    const bent: Keywords = {
      ...ownKeywords,
      sets: [{ language: "English", stop: [], start: ["Stop"], help: [], answers: noAnswers }],
    }
    expect(keywordIn("stop", keywordTable(bent, "Acme"))?.intent).toBe("stop")
    expect(keywordProblems(bent)).toEqual(["Stop would count for two things: stop and start."])
    expect(keywordProblems(spanish)).toEqual([])
  })

  it("OPT-2: an answer that is a keyword itself is refused, since two desks would answer each other", () => {
    expect(keywordProblems({ ...ownKeywords, answers: { ...noAnswers, help: "Help!" } })).toHaveLength(1)
  })
})
