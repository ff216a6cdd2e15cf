import { assert, describe, it } from "@effect/vitest"
import type { InboxView } from "../../domain/inbox/InboxView.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import { conversationId, userId } from "../testing/makeRow.ts"
import { deskPath, parseDeskPath } from "./deskPath.ts"

const views: ReadonlyArray<InboxView> = [
  { _tag: "Mine" },
  { _tag: "Sent" },
  { _tag: "Sender", senderId: SenderId.make("Parcel care / 1") },
  { _tag: "Team", userId: userId(2) },
]

describe("deskPath", () => {
  it.each(views)("reads back the address of $_tag, with and without a conversation", (view) => {
    assert.deepStrictEqual(parseDeskPath(deskPath(view)), { view, open: null })
    const open = conversationId(7)
    assert.deepStrictEqual(parseDeskPath(deskPath(view, open)), { view, open })
  })

  it.each(["/", "/nothing", "/team/not-an-id", "/senders", "/team/%E0%A4%A"])(
    "knows no place at %s",
    (path) => {
      assert.isNull(parseDeskPath(path))
    },
  )

  it("opens the view where the conversation's id is none", () => {
    assert.deepStrictEqual(parseDeskPath("/inbox/42"), { view: { _tag: "Mine" }, open: null })
  })
})
