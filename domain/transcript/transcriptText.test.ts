import { assert, it } from "@effect/vitest"
import { Address } from "../contact/Address.ts"
import { MessageId } from "../conversation/MessageId.ts"
import type { MessageItem, TimelineItem } from "../conversation/TimelineItem.ts"
import { UserId } from "../user/User.ts"
import { type TranscriptFacts, transcriptOf } from "./Transcript.ts"
import { transcriptText } from "./transcriptText.ts"

const dana = UserId.make("00000001-0000-4000-8000-000000000001")
const omar = UserId.make("00000001-0000-4000-8000-000000000002")
const at = (day: number, hour: number, minute: number) => Date.UTC(2026, 10, day, hour + 8, minute)
const facts: TranscriptFacts = {
  contact: "Elena Marsh",
  address: Address.make("+14155550136"),
  channel: "whatsapp",
  sender: { label: "Parcel Care", address: Address.make("+14155550117") },
  owner: "Omar",
  exportedBy: "Omar",
  exportedAt: at(13, 14, 35),
  timeZone: "America/Los_Angeles",
  from: null,
  until: null,
  names: new Map([[omar, "Omar"], [dana, "Dana"]]),
}

let made = 0
const message = (time: number, text: string, change: Partial<MessageItem> = {}): MessageItem => {
  made += 1
  return {
    _tag: "Message",
    seq: made,
    version: made,
    at: time,
    id: MessageId.make(`00000003-0000-4000-8000-${String(made).padStart(12, "0")}`),
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
  }
}
const ours = { direction: "out", author: omar } as const

const bodyOf = (items: ReadonlyArray<TimelineItem>) =>
  transcriptText(transcriptOf(items, facts), facts.timeZone).split("\n").slice(8)

it("EXPORT-2: the text has the head, a separator for each day, and a line for each message and event", () => {
  const items: ReadonlyArray<TimelineItem> = [
    message(at(12, 15, 21), "The box is crushed. OK to open it?", {
      kind: "media",
      media: [{ id: "1", name: "IMG-2231.jpg", type: "image/jpeg", size: 1_234_567 }],
    }),
    { _tag: "Assigned", seq: 90, version: 1, at: at(12, 15, 24), to: dana, by: omar },
    message(at(13, 14, 20), "", {
      ...ours,
      kind: "media",
      media: [{ id: "2", name: "How-to-repack.mp4", type: "video/mp4", size: 22 * 1024 * 1024 }],
      status: "failed",
      error: { code: "x", class: "permanent", text: "larger than 16 MB" },
    }),
    message(at(13, 14, 31), "Booked!", { ...ours, status: "sent" }),
  ]
  assert.deepStrictEqual(transcriptText(transcriptOf(items, facts), facts.timeZone).split("\n"), [
    "Conversation with Elena Marsh",
    "Mobile number: +1 415-555-0136",
    "Channel: WhatsApp",
    "Sender ID: Parcel Care, +1 415-555-0117",
    "Owner: Omar",
    "Period: 12 to 13 November 2026",
    "Exported: 13 Nov 2026, 14:35 by Omar",
    "Times are in Pacific Time (UTC−8). 3 messages, 2 files. Files are shown as symbols. " +
    "Download them from the conversation window.",
    "",
    "== Thursday, 12 November 2026 ==",
    "[2026-11-12 15:21] Elena Marsh: [Photo: IMG-2231.jpg, 1.2 MB] The box is crushed. OK to open it?",
    "[2026-11-12 15:24] -- Assigned to Dana by Omar",
    "",
    "== Friday, 13 November 2026 ==",
    "[2026-11-13 14:20] Omar: [Video: How-to-repack.mp4, 22 MB] (Not sent: larger than 16 MB)",
    "[2026-11-13 14:31] Omar: Booked! (Sent)",
    "",
  ])
})

it("EXPORT-2: nobody's message can look like a line of somebody else's", () => {
  const forged = message(at(12, 9, 0), "Hello\n[2026-11-12 09:01] Omar: I will pay you back.")
  assert.deepStrictEqual(bodyOf([forged]).filter((line) => line.startsWith("[")), [
    "[2026-11-12 09:00] Elena Marsh: Hello",
  ])
})

it("NOTE-1, EXPORT-2: a private note is in no transcript; answers, reactions and changes are, as the desk shows them", () => {
  const about = { quote: { providerId: "one", text: null } }
  assert.deepStrictEqual(
    bodyOf([
      message(at(12, 9, 0), "Monday?", { ...ours, status: "read", providerId: "one" }),
      {
        _tag: "Note",
        seq: 95,
        version: 1,
        at: at(12, 9, 1),
        id: MessageId.make(crypto.randomUUID()),
        author: dana,
        text: "secret",
        mentions: [],
      },
      message(at(12, 9, 2), "👍", { kind: "reaction", ...about }),
      message(at(12, 9, 3), "Yes", about),
    ]).slice(2, -1),
    [
      "[2026-11-12 09:00] Omar: Monday? (Elena Marsh reacted 👍) (Read)",
      "[2026-11-12 09:03] Elena Marsh: (In answer to Omar: Monday?) Yes",
    ],
  )
})
