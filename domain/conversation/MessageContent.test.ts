import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type MediaDescription, type MessageContent, previewText, textContent } from "./MessageContent.ts"

const preview = (text: string) => previewText(textContent(text))
const media = (type: string): MediaDescription => ({ id: "m1", name: "a.bin", type, size: 10 })
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" })
const charactersOf = (text: string) => [...segmenter.segment(text)].map((one) => one.segment)
const family = "👨‍👩‍👧‍👦"

describe("previewText", () => {
  it.each([
    ["a line as it is", "Where is my parcel?", "Where is my parcel?"],
    ["one line of many", "Where\nis\r\n\tmy   parcel?\n", "Where is my parcel?"],
    ["140 units whole", "x".repeat(140), "x".repeat(140)],
    ["no more than 140 units", "x".repeat(141), "x".repeat(140)],
    ["an emoji at the edge is left out", "x".repeat(139) + "😀 and more", "x".repeat(139)],
    ["an emoji before the edge stays", "x".repeat(138) + "😀 and more", "x".repeat(138) + "😀"],
    ["a family is not parted", "x".repeat(136) + family + "!", "x".repeat(136)],
    ["a flag is not parted", "x".repeat(138) + "🇧🇷🇲🇽", "x".repeat(138)],
    ["a letter keeps its accent", "x".repeat(139) + "e\u0301!", "x".repeat(139)],
    ["Devanagari letters stay whole", "x".repeat(139) + "नि!", "x".repeat(139)],
  ])("INBOX-8: %s", (_, text, expected) => {
    expect(preview(text)).toBe(expected)
  })

  it.each<[string, MessageContent, string]>([
    ["Photo", { kind: "media", text: "", media: [media("image/jpeg")] }, "Photo"],
    ["Video", { kind: "media", text: " ", media: [media("video/mp4")] }, "Video"],
    ["Voice message", { kind: "media", text: "", media: [media("audio/ogg")] }, "Voice message"],
    ["File", { kind: "media", text: "", media: [media("application/pdf")] }, "File"],
    ["File where nothing is known of it", { kind: "media", text: "", media: [] }, "File"],
    [
      "the caption, where there is one",
      { kind: "media", text: "My ID", media: [media("image/png")] },
      "My ID",
    ],
    ["Unsupported message", { kind: "unsupported", text: "", media: [] }, "Unsupported message"],
    ["Sticker", { kind: "media", text: "", media: [{ ...media("image/webp"), form: "sticker" }] }, "Sticker"],
    [
      "Deleted message",
      { kind: "deleted", text: "", media: [], quote: { providerId: "w1", text: null } },
      "Deleted message",
    ],
    [
      "a reaction",
      { kind: "reaction", text: "👍", media: [], quote: { providerId: "w1", text: null } },
      "Reacted 👍",
    ],
    ["a reaction taken back", { kind: "reaction", text: "", media: [] }, "Took back a reaction"],
    [
      "a place in words",
      { kind: "location", text: "Town hall, 1 Main St", media: [] },
      "Town hall, 1 Main St",
    ],
  ])("INBOX-8: %s", (_, content, expected) => {
    expect(previewText(content)).toBe(expected)
  })

  it("INBOX-8: any text gives a beginning of it, on one line, short, and without half a character", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", " ", "\n", "é", "😀", family, "🇧🇷", "👍🏽", "字", "e\u0301"),
      maxLength: 300,
      size: "max",
    })
    fc.assert(fc.property(text, (written) => {
      const line = written.replace(/\s+/g, " ").trim()
      fc.pre(line !== "")
      const shown = preview(written)
      expect(line.startsWith(shown)).toBe(true)
      expect(shown.length).toBeLessThanOrEqual(140)
      expect(charactersOf(line).slice(0, charactersOf(shown).length)).toEqual(charactersOf(shown))
    }))
  })

  it("INBOX-8: a character without end is cut all the same, and not within a surrogate pair", () => {
    const zalgo = "😀" + "\u0301".repeat(5_000)
    expect(preview(zalgo).length).toBeGreaterThan(0)
    expect(preview(zalgo).length).toBeLessThanOrEqual(140)
    expect(preview("\u{1F468}\u200d".repeat(500)).isWellFormed()).toBe(true)
  })
})
