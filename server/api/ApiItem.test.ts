import { assert, describe, it } from "vitest"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import type { MessageItem, TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import { notConfirmed } from "../../domain/sending/DeliveryError.ts"
import { UserId } from "../../domain/user/User.ts"
import { type ApiItem, apiItemOf } from "./ApiItem.ts"

const [dana, omar] = [1, 2].map((n) => UserId.make(`00000000-0000-4000-8000-00000000000${n}`))
const mediaUrlOf = (id: string, position: number) => `/media/${id}/${position}`
const emailOf = (id: UserId) => id === dana ? "dana@acme.test" : id === omar ? "omar@acme.test" : null
const at = Date.UTC(2026, 2, 1, 12)
const numbered = { seq: 7, version: 9, at }

const message: MessageItem = {
  _tag: "Message",
  ...numbered,
  id: MessageId.make("00000000-0000-4000-8000-000000000009"),
  direction: "out",
  answers: null,
  author: UserId.make("00000000-0000-4000-8000-000000000003"),
  kind: "media",
  text: "",
  media: [{ id: "m1", name: "label.pdf", type: "application/pdf", size: 12 }],
  status: "dispatching",
  error: null,
  unconfirmed: false,
  providerId: null,
  sentAt: at + 1,
  dueAt: at + 2,
  waitsFor: null,
}

describe("an item of the public API", () => {
  it("API-1: shows a message that is being handed over as queued, and its times in ISO 8601", () => {
    const shown = apiItemOf(message, emailOf, mediaUrlOf)
    assert.deepInclude(shown, {
      kind: "message",
      status: "queued",
      error: null,
      author: null,
      at: "2026-03-01T12:00:00.000Z",
      sentAt: "2026-03-01T12:00:00.001Z",
      dueAt: "2026-03-01T12:00:00.002Z",
      media: [{
        id: "m1",
        name: "label.pdf",
        type: "application/pdf",
        size: 12,
        url: `/media/${message.id}/0`,
      }],
    })
  })

  it("SEND-7: shows a message that nobody confirmed as that", () => {
    assert.deepStrictEqual(
      apiItemOf({ ...message, unconfirmed: true }, emailOf, mediaUrlOf).error,
      notConfirmed,
    )
  })

  it("NOTE-1: shows a note as what it is, with whom it mentions, and nothing of an erased one", () => {
    if (!dana || !omar) return assert.fail("no users")
    const id = message.id
    const note: TimelineItem = {
      _tag: "Note",
      ...numbered,
      id,
      author: dana,
      text: "ask @Omar",
      mentions: [omar],
    }
    const shown: Partial<ApiItem> = {
      kind: "note",
      id,
      author: "dana@acme.test",
      mentions: ["omar@acme.test"],
      direction: null,
    }
    assert.deepInclude(apiItemOf(note, emailOf, mediaUrlOf), { ...shown, text: "ask @Omar" })
    assert.deepInclude(apiItemOf({ ...note, text: null }, emailOf, mediaUrlOf), { ...shown, text: "" })
  })

  it("API-1: shows system items with what they need, and null for all that is a message's", () => {
    if (!dana || !omar) return assert.fail("no users")
    const none = {
      seq: 7,
      id: null,
      direction: null,
      author: null,
      text: null,
      media: [],
      status: null,
      error: null,
      providerId: null,
      sentAt: null,
      dueAt: null,
      at: "2026-03-01T12:00:00.000Z",
    }
    const people = { to: "omar@acme.test", by: "omar@acme.test" }
    const items: ReadonlyArray<readonly [TimelineItem, Pick<ApiItem, "kind"> & Partial<ApiItem>]> = [
      [{ _tag: "Assigned", ...numbered, to: omar, by: omar }, { ...people, kind: "assigned" }],
      [{ _tag: "TakenOver", ...numbered, from: dana, to: omar }, {
        ...people,
        kind: "taken_over",
        from: "dana@acme.test",
      }],
      [{ _tag: "OptedOut", ...numbered, source: "keyword", by: null }, {
        kind: "opted_out",
        source: "keyword",
        by: null,
      }],
      [{ _tag: "OptedIn", ...numbered, source: "provider", by: null }, {
        kind: "opted_in",
        source: "provider",
        by: null,
      }],
      [{ _tag: "WindowClosed", ...numbered, source: "time" }, { kind: "window_closed" }],
    ]
    for (const [item, expected] of items) {
      assert.deepEqual(apiItemOf(item, emailOf, mediaUrlOf), { ...none, ...expected })
    }
  })
})
