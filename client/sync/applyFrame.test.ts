import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { FeedCursor } from "../../domain/inbox/DeskChange.ts"
import { conversationId, makeMessage, makeRow } from "../testing/makeRow.ts"
import { applyFrame } from "./applyFrame.ts"
import { createRowTable } from "./RowTable.ts"
import { createTimeline, type ItemsQuery } from "./Timeline.ts"

const id = conversationId(1)

describe("applyFrame", () => {
  it("SYNC-4: asks again for what is shown of a conversation that was gone for a moment, and is back by a newer row", async () => {
    const asked: Array<ItemsQuery> = []
    const timeline = createTimeline({
      id,
      fetch: (query) => {
        asked.push(query)
        return Promise.resolve(Result.succeed([makeMessage(1)]))
      },
    })
    await timeline.load(1, 0)
    const rows = createRowTable()
    rows.put(makeRow({ id, version: 4 }))
    const before = asked.length
    applyFrame({
      rows,
      timeline: () => timeline,
      confirm: () => {},
      arrived: () => {},
      setPresent: () => {},
      tellDraft: () => {},
      setUnreadNotices: () => {},
      setDirectory: () => {},
      setCounts: () => {},
      setPeople: () => {},
      setClock: () => {},
    }, {
      _tag: "Changes",
      cursor: FeedCursor.make("1.1"),
      changes: [{ _tag: "Gone", id, version: 3 }],
      counts: null,
    })
    assert.isDefined(rows.peek(id))
    assert.strictEqual(asked.length, before + 1)
  })
})
