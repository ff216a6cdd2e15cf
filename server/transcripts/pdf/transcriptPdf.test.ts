import { assert, it } from "@effect/vitest"
import { extractText, getDocumentProxy } from "unpdf"
import { Address } from "../../../domain/contact/Address.ts"
import { MessageId } from "../../../domain/conversation/MessageId.ts"
import type { MessageItem, TimelineItem } from "../../../domain/conversation/TimelineItem.ts"
import { type TranscriptFacts, transcriptOf } from "../../../domain/transcript/Transcript.ts"
import { UserId } from "../../../domain/user/User.ts"
import { transcriptPdf } from "./transcriptPdf.ts"

const omar = UserId.make("00000001-0000-4000-8000-000000000001")
const noon = Date.UTC(2026, 10, 12, 20)

const message = (seq: number, text: string, change: Partial<MessageItem> = {}): MessageItem => ({
  _tag: "Message",
  seq,
  version: seq,
  at: noon + seq * 60_000,
  id: MessageId.make(`00000003-0000-4000-8000-${String(seq).padStart(12, "0")}`),
  direction: "in",
  answers: null,
  author: null,
  kind: "text",
  text,
  media: [],
  status: null,
  error: null,
  unconfirmed: false,
  providerId: null,
  sentAt: null,
  dueAt: null,
  waitsFor: null,
  ...change,
})

const facts: TranscriptFacts = {
  contact: "Elena Marsh",
  address: Address.make("+14155550136"),
  channel: "whatsapp",
  sender: { label: "Parcel Care", address: Address.make("+14155550117") },
  owner: "Omar",
  exportedBy: "Omar",
  exportedAt: noon + 86_400_000,
  timeZone: "America/Los_Angeles",
  from: null,
  until: null,
  names: new Map([[omar, "Omar"]]),
}

const pagesOf = async (items: ReadonlyArray<TimelineItem>) => {
  const bytes = await transcriptPdf(transcriptOf(items, facts), { paper: "a4", madeAt: noon, tell: () => {} })
  const pdf = await getDocumentProxy(bytes)
  const { text } = await extractText(pdf, { mergePages: false })
  return { pdf, text, bytes }
}

/** Lines are broken where they are full, and who reads them back puts the parts of both directions in an order of its own. */
const letters = (text: string): string => text.normalize("NFKC").replace(/\s+/g, "")

it.each([
  ["Latin", "Zürich, Łódź, naïve office: is it 17:00–19:00? Tiếng Việt"],
  ["Greek and Cyrillic", "Καλημέρα, добрый день, Ђорђе"],
  ["Arabic", "هل يمكنني تغيير موعد التسليم"],
  ["Hebrew", "אפשר לשנות את המשלוח"],
  ["Devanagari", "नमस्ते, क्या मैं डिलीवरी सोमवार को कर सकता हूँ? श्रीमान् क्षत्रिय ज्ञान"],
  ["Bengali", "নমস্কার, আমার পার্সেলটি কি সোমবার আসবে? শ্রদ্ধা ক্ষমা"],
  ["Tamil", "வணக்கம், எனது பார்சல் எப்போது வரும்? ஸ்ரீ கோவில்"],
  ["Telugu", "నమస్కారం, నా పార్సెల్ ఎప్పుడు వస్తుంది? స్త్రీ క్షేమం"],
  ["Georgian", "გამარჯობა, როდის მოვა ჩემი ამანათი?"],
  ["Chinese", "您好，我的包裹还没有到，可以帮我查一下吗？臺灣"],
  ["Japanese", "こんにちは、荷物がまだ届いていません。月曜日の午後5時"],
  ["Korean", "안녕하세요, 택배가 아직 도착하지 않았습니다."],
  ["Thai", "สวัสดีค่ะ น้ำที่กำลังขึ้น ผู้ใหญ่ทำงานอยู่ที่ตลาด"],
  ["emoji", "Thanks 👍🏽 👩‍💻 🇩🇪 ❤️ 😀🎉 1️⃣"],
])("EXPORT-2: what was written in %s is read back from the PDF", async (_, text) => {
  const { text: pages } = await pagesOf([message(1, text)])
  assert.include(letters(pages.join("")), letters(text))
})

it("EXPORT-2: head, days, authors, status, files and events are in it, in the order of the conversation", async () => {
  const { pdf, text } = await pagesOf([
    message(1, "Your order is out for delivery.", { direction: "out", author: omar, status: "read" }),
    message(2, "It is crushed.", {
      kind: "media",
      media: [{ id: "m", name: "IMG-2231.jpg", type: "image/jpeg", size: 1_234_567 }],
    }),
    { _tag: "Assigned", seq: 3, version: 3, at: noon + 86_400_000, to: omar, by: omar },
    message(4, "How to repack", {
      at: noon + 86_460_000,
      direction: "out",
      author: omar,
      status: "failed",
      error: { code: "too_big", class: "permanent", text: "The video is 22 MB." },
    }),
  ])
  const page = text.join("\n")
  const places = [
    "Elena Marsh",
    "Mobile number +1 415-555-0136",
    "Channel WhatsApp",
    "Sender ID Parcel Care, +1 415-555-0117",
    "Owner Omar",
    "Period 12 to 13 November 2026",
    "Exported 13 Nov 2026, 12:00 by Omar",
    "Times are in Pacific Time (UTC−8). 3 messages, 1 file.",
    "Thursday, 12 November 2026",
    "12:01 Omar Your order is out for delivery. Read",
    "12:02 Elena Marsh IMG-2231.jpg Photo, 1.2 MB",
    "It is crushed.",
    "Friday, 13 November 2026",
    "Assigned to Omar by Omar",
    "How to repack",
    "The video is 22 MB.",
    "Not sent",
    "Page 1 of 1",
  ].map((words) => {
    assert.include(page, words)
    return page.indexOf(words)
  })
  assert.deepStrictEqual(places, places.toSorted((a, b) => a - b))
  const outline = await pdf.getOutline()
  assert.deepStrictEqual(outline.map(({ title }) => title), [
    "Thursday, 12 November 2026",
    "Friday, 13 November 2026",
  ])
  const { info } = await pdf.getMetadata()
  assert.include(JSON.stringify(info), '"Title":"Conversation with Elena Marsh"')
  assert.include(JSON.stringify(info), '"Language":"en"')
})

it("EXPORT-2: a message longer than a page goes on overleaf, and every page has its number", async () => {
  const long = Array.from({ length: 150 }, (_, line) => `Line ${line}`).join("\n")
  const { pdf, text } = await pagesOf([message(1, long), message(2, "The end")])
  assert.isAbove(pdf.numPages, 2)
  text.forEach((page, index) => assert.include(page, `Page ${index + 1} of ${pdf.numPages}`))
  assert.include(text.at(0) ?? "", "Line 0")
  assert.include(text.at(-1) ?? "", "Line 149")
})

it("EXPORT-2: holds of its fonts what is used of them, and no files", async () => {
  const { bytes } = await pagesOf([message(1, "Hello")])
  assert.isBelow(bytes.length, 40_000)
})
