import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { fileTypeOf } from "./fileTypeOf.ts"

const text = (words: string) => new TextEncoder().encode(words)
const png = Uint8Array.from([
  0x89,
  0x50,
  0x4e,
  0x47,
  0x0d,
  0x0a,
  0x1a,
  0x0a,
  0,
  0,
  0,
  13,
  0x49,
  0x48,
  0x44,
  0x52,
])
const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1])
const pdf = text("%PDF-1.7\n%âãÏÓ\n1 0 obj\n")
const oldOffice = Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Array(600).fill(0)])
const program = Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0])

describe("fileTypeOf", () => {
  it.effect.each<readonly [string, Uint8Array, string, string]>([
    ["a picture under the name of a text", png, "notes.txt", "image/png"],
    ["a picture", jpeg, "me.jpg", "image/jpeg"],
    ["a PDF under the name of a picture", pdf, "cat.png", "application/pdf"],
    [
      "a page of HTML under the name of a picture",
      text("<script>alert(1)</script>"),
      "cat.png",
      "text/plain",
    ],
    ["an old Word file", oldOffice, "offer.DOC", "application/msword"],
    ["an old Office file of another name", oldOffice, "offer.png", "application/octet-stream"],
    ["a contact card", text("BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD"), "ann.txt", "text/vcard"],
    ["a text under the name of a contact card", text("hello"), "ann.vcf", "text/plain"],
    ["a table", text("a;b\n1;2\n"), "list.csv", "text/csv"],
    ["a text", text("Grüße"), "read.me", "text/plain"],
    ["a program", program, "cat.png", "application/x-elf"],
    ["bytes", Uint8Array.from([1, 0, 200, 255]), "cat.png", "application/octet-stream"],
  ])("MEDIA-1: knows %s by its content", ([, bytes, name, type]) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* fileTypeOf(bytes, name), type)
    }))
})
