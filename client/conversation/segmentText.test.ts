import { describe, expect, it } from "vitest"
import { segmentText } from "./segmentText.ts"

describe("segmentText", () => {
  it.each([
    ["", "0/160"],
    ["a".repeat(142), "1 SMS · 142/160"],
    ["a".repeat(182), "2 SMS · 182/306"],
    ["See you on Monday 😊", "1 SMS · 20/70 (emoji)"],
    ["Привет", "1 SMS · 6/70 (special letters)"],
  ])("SEND-11: %j is shown as %s", (text, shown) => {
    expect(segmentText(text)).toBe(shown)
  })
})
