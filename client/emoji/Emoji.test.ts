import { describe, expect, it } from "vitest"
import { UserId } from "../../domain/user/User.ts"
import { findEmoji } from "./Emoji.ts"
import { typedEmojiName } from "./typedEmojiName.ts"
import { loadEmoji } from "./loadEmoji.ts"
import { recentEmoji, recentMax, rememberEmoji } from "./recentEmoji.ts"

const user = UserId.make("00000000-0000-4000-8000-000000000001")

describe("findEmoji", () => {
  it.each([
    ["package", "📦"],
    ["smile", "😄"],
    ["thumbsup", "👍️"],
    ["+1", "👍️"],
    ["red heart", "❤️"],
    ["cote ivoire", "🇨🇮"],
    ["deliv truck", "🚚"],
  ])("MEDIA-4: %j finds %s among the first", async (typed, unicode) => {
    const found = findEmoji(await loadEmoji(), typed, 8).map((emoji) => emoji.unicode.replace("\ufe0f", ""))
    expect(found).toContain(unicode.replace("\ufe0f", ""))
  })

  it("MEDIA-4: an emoji takes no more of an SMS than it must", async () => {
    const found = new Map((await loadEmoji()).map(({ label, unicode }) => [label, unicode]))
    expect(found.get("bicycle")).toBe("\u{1f6b2}")
    expect(found.get("red heart")).toBe("\u2764\ufe0f")
  })

  it("MEDIA-4: finds nothing without a word, and nothing for what nobody calls an emoji", async () => {
    const all = await loadEmoji()
    expect(all.length).toBeGreaterThan(1_800)
    expect(findEmoji(all, " : ", 8)).toEqual([])
    expect(findEmoji(all, "qqqq", 8)).toEqual([])
  })
})

describe("typedEmojiName", () => {
  it.each([
    [":smi", 4, { start: 0, name: "smi", closed: false }],
    ["on :Smi", 7, { start: 3, name: "smi", closed: false }],
    ["on :smile: then", 10, { start: 3, name: "smile", closed: true }],
    ["(:+1", 4, { start: 1, name: "+1", closed: false }],
    ["at 10:30", 8, null],
    [":s", 2, null],
    ["http://x", 8, null],
    [":smi le", 7, null],
  ])("MEDIA-4: in %j before %i there is %j", (text, caret, expected) => {
    expect(typedEmojiName(text, caret)).toEqual(expected)
  })
})

describe("recentEmoji", () => {
  it("MEDIA-4: begins with what was used last, each once, and never more than three lines", () => {
    for (const unicode of ["🚲", "🌵", "🚲"]) rememberEmoji(user, unicode)
    const recent = recentEmoji(user)
    expect(recent.slice(0, 3)).toEqual(["🚲", "🌵", "😀"])
    expect(recent.length).toBe(recentMax)
    localStorage.setItem(`emoji:${user}`, "{")
    expect(recentEmoji(user)[0]).toBe("😀")
  })
})
