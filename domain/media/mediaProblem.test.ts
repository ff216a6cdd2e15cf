import { describe, expect, it } from "vitest"
import type { Channel } from "../sender/Sender.ts"
import { mediaProblem, sizeText } from "./mediaProblem.ts"

const megabyte = 1024 * 1024
const file = (type: string, size: number, name = "a.bin") => ({ type, size, name })

describe("mediaProblem", () => {
  it.each<readonly [Channel, string, ReadonlyArray<ReturnType<typeof file>>, string | null]>([
    ["whatsapp", "a picture of 5 MB", [file("image/jpeg", 5 * megabyte)], null],
    [
      "whatsapp",
      "a picture of a byte more",
      [file("image/jpeg", 5 * megabyte + 1)],
      "The picture is 5.1 MB. WhatsApp accepts up to 5 MB.",
    ],
    [
      "whatsapp",
      "a video of 22 MB",
      [file("video/mp4", 22 * megabyte)],
      "The video is 22 MB. WhatsApp accepts up to 16 MB.",
    ],
    ["whatsapp", "a document of 100 MB", [file("application/pdf", 100 * megabyte)], null],
    [
      "whatsapp",
      "a GIF",
      [file("image/gif", 10, "cat.GIF")],
      "WhatsApp cannot carry .gif files. Send a PDF, a JPEG or a link.",
    ],
    [
      "whatsapp",
      "two files",
      [file("image/png", 1), file("image/png", 1)],
      "WhatsApp carries one file in a message. Send them one by one.",
    ],
    ["whatsapp", "a vCard", [file("text/vcard", 300, "ann.vcf")], null],
    ["sms", "a picture of 5 MB", [file("image/gif", 5 * megabyte)], null],
    [
      "sms",
      "a picture of 8 MB",
      [file("image/png", 8 * megabyte)],
      "This file is 8 MB. SMS accepts up to 5 MB in all.",
    ],
    ["sms", "a Word file", [
      file("application/vnd.openxmlformats-officedocument.wordprocessingml.document", 10, "offer.docx"),
    ], "SMS cannot carry .docx files. Send a PDF or a link."],
    [
      "sms",
      "a PDF of 600 KB",
      [file("application/pdf", 600 * 1024)],
      "The file is 600 KB. SMS accepts up to 500 KB.",
    ],
    ["sms", "ten pictures", Array.from({ length: 10 }, () => file("image/png", 1000)), null],
    [
      "sms",
      "eleven pictures",
      Array.from({ length: 11 }, () => file("image/png", 1000)),
      "SMS carries up to 10 files in a message. Take some out.",
    ],
    [
      "sms",
      "pictures of 6 MB in all",
      [file("image/png", 3 * megabyte), file("image/png", 3 * megabyte)],
      "These files are 6 MB. SMS accepts up to 5 MB in all.",
    ],
    ["sms", "an empty file", [file("image/png", 0)], "The file is empty. Choose another one."],
  ])("MEDIA-1: on %s %s", (channel, _, files, expected) => {
    expect(mediaProblem(channel, files)).toBe(expected)
  })

  it.each([
    [{ each: 2 * megabyte }, [3], "The picture is 3 MB. This Sender ID accepts up to 2 MB."],
    [{ each: 2 * megabyte }, [2, 2], null],
    [{ inAll: megabyte }, [1], null],
    [{ inAll: megabyte }, [1, 1], "These files are 2 MB. This Sender ID accepts up to 1 MB in all."],
    [{}, [3], null],
  ])("MEDIA-1: a provider that takes %j of %j MB says so in the composer", (limit, sizes, expected) => {
    const files = sizes.map((size) => file("image/png", size * megabyte))
    expect(mediaProblem("sms", files, limit)).toBe(expected)
    // WhatsApp's own limits are those of every provider.
    expect(mediaProblem("whatsapp", files.slice(0, 1), limit)).toBeNull()
  })

  it.each([[1, "1 KB"], [1536, "2 KB"], [megabyte, "1 MB"], [megabyte * 1.25, "1.3 MB"], [
    100 * megabyte,
    "100 MB",
  ]])(
    "MEDIA-1: %d bytes are %s",
    (bytes, text) => {
      expect(sizeText(bytes)).toBe(text)
    },
  )
})
