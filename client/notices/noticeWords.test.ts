import { assert, describe, it } from "vitest"
import { Address } from "../../domain/contact/Address.ts"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { type Notice, NoticeId } from "../../domain/notification/Notice.ts"
import { RowUploadId } from "../../domain/upload/RowUpload.ts"
import { UserId } from "../../domain/user/User.ts"
import { noticeWords } from "./noticeWords.ts"

const ann = UserId.make("5f0c1f0e-2f53-4d8e-9a6c-3a2f9a8f0c11")
const noted = { id: NoticeId.make(1), at: 0, read: false }
const samir = {
  id: ConversationId.make("6b8f4b1e-d0c9-5c0d-9f0e-52a0f6d2b7a1"),
  contact: { id: "c1", name: "Samir Petrov" },
  address: Address.make("+14155550127"),
}
const number = { ...samir, contact: null }
const words = (notice: Notice) => noticeWords(notice, (id) => id === ann ? "Ann" : undefined)

describe("the words of a notice", () => {
  it("ASSIGN-3: who assigned how many conversations, and whose", () => {
    assert.deepStrictEqual(
      words({ _tag: "Assigned", ...noted, by: ann, count: 5, conversations: [samir, number] }),
      { title: "Ann assigned you 5 conversations", text: "Samir Petrov, +1 415-555-0127 and 3 more" },
    )
    assert.deepStrictEqual(
      words({
        _tag: "Assigned",
        ...noted,
        by: UserId.make("5f0c1f0e-2f53-4d8e-9a6c-3a2f9a8f0c12"),
        count: 1,
        conversations: [samir],
      }),
      { title: "An admin assigned you a conversation", text: "Samir Petrov" },
    )
  })

  it("NOTE-1, CONTACT-6: who mentioned one where, without words once the person was erased", () => {
    const mentioned = { _tag: "Mentioned", ...noted, by: ann, conversation: samir, seq: 3 } as const
    assert.deepStrictEqual(words({ ...mentioned, text: "Please call" }), {
      title: "Ann mentioned you",
      text: "Samir Petrov: Please call",
    })
    assert.strictEqual(words({ ...mentioned, text: null }).text, "Samir Petrov")
  })

  it("FIT-3: what came of long work, and until when a transcript is kept", () => {
    const made = { _tag: "TranscriptMade", ...noted, conversation: samir } as const
    const file = {
      path: "/transcripts/1",
      name: "Transcript.pdf",
      keptUntil: new Date(2026, 0, 1, 15, 4).getTime(),
    }
    assert.deepStrictEqual(words({ ...made, file }), {
      title: "The transcript of Samir Petrov is ready",
      text: "Download Transcript.pdf, kept until 15:04.",
    })
    assert.strictEqual(
      words({ ...made, file: null }).text,
      "The file is no longer kept. Export the conversation again.",
    )
    const rows = { name: "people.csv", imported: 1, known: 0, refused: 1_200 }
    assert.deepStrictEqual(
      words({
        _tag: "UploadDone",
        ...noted,
        kind: "contacts",
        uploadId: RowUploadId.make(samir.id),
        ...rows,
      }),
      {
        title: "The contacts of people.csv are imported",
        text: "1 row imported, 1,200 to fix",
      },
    )
  })

  it("NOTIFY-6: which message was not sent, and why", () => {
    const error = { code: "30003", class: "number", text: "The phone was off or out of range." } as const
    assert.deepStrictEqual(words({ _tag: "NotSent", ...noted, conversation: samir, seq: 3, error }), {
      title: "Your message to Samir Petrov was not sent",
      text: "The phone was off or out of range.",
    })
  })
})
