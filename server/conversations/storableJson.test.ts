import { assert, describe, it } from "@effect/vitest"
import { storableJson } from "./storableJson.ts"

describe("storableJson", () => {
  it.each([
    ["a NUL", "a\0b", "a\ufffdb"],
    ["half a pair", "a\ud83d b", "a\ufffd b"],
    ["two NULs in a row", "\0\0", "\ufffd\ufffd"],
    ["a whole pair", "a😀b", "a😀b"],
    ["the letters of an escape", "\\u0000", "\\u0000"],
    ["a backslash before a NUL", "\\\0", "\\\ufffd"],
    ["a tab", "\t", "\t"],
  ])("HOOK-2: %s is stored as text that a database takes", (_, text, stored) => {
    assert.deepStrictEqual(JSON.parse(storableJson({ text })), { text: stored })
  })
})
