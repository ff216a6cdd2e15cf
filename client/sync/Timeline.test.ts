import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import type { TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import { type AskError, Offline } from "../rpc/DeskLink.ts"
import { conversationId, makeMessage } from "../testing/makeRow.ts"
import { createTimeline, type ItemsQuery, pageItems } from "./Timeline.ts"

const id = conversationId(1)

const makeServer = (count: number) => {
  const items: Array<TimelineItem> = Array.from({ length: count }, (_, index) => makeMessage(index + 1))
  const asked: Array<ItemsQuery> = []
  return {
    items,
    asked,
    fetch: (query: ItemsQuery): Promise<Result.Result<ReadonlyArray<TimelineItem>, AskError>> => {
      asked.push(query)
      const { after, before, limit } = query
      const page = before === null
        ? items.filter((item) => item.seq > after).slice(0, limit)
        : items.filter((item) => item.seq < before).slice(-limit)
      return Promise.resolve(Result.succeed(page))
    },
  }
}

const seqs = (items: ReadonlyArray<TimelineItem>) => items.map((item) => item.seq)
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe("Timeline", () => {
  it("loads the newest items, then older ones page by page until the first", async () => {
    const server = makeServer(120)
    const timeline = createTimeline({ id, fetch: server.fetch })
    await timeline.load(120, 0)
    assert.deepStrictEqual(seqs(timeline.items()), range(71, 120))
    await timeline.loadOlder()
    assert.deepStrictEqual(seqs(timeline.items()), range(71 - pageItems, 120))
    assert.isFalse(timeline.complete())
    await timeline.loadOlder()
    assert.deepStrictEqual(seqs(timeline.items()), range(1, 120))
    assert.isTrue(timeline.complete())
  })

  it("loads all that is unread, and some before it", async () => {
    const server = makeServer(150)
    const timeline = createTimeline({ id, fetch: server.fetch })
    await timeline.load(150, 100)
    assert.strictEqual(seqs(timeline.items())[0], 26)
  })

  it("SYNC-4: keeps changes that came while the first page was on its way", async () => {
    const server = makeServer(3)
    const timeline = createTimeline({ id, fetch: server.fetch })
    const loading = timeline.load(3, 0)
    timeline.merge([makeMessage(4)])
    await loading
    assert.deepStrictEqual(seqs(timeline.items()), [1, 2, 3, 4])
  })

  it("SYNC-2: asks for what is missing when a change does not follow on", async () => {
    const server = makeServer(3)
    const timeline = createTimeline({ id, fetch: server.fetch })
    await timeline.load(3, 0)
    server.items.push(makeMessage(4), makeMessage(5))
    timeline.merge([makeMessage(5)])
    await Promise.resolve()
    await Promise.resolve()
    assert.deepStrictEqual(seqs(timeline.items()), [1, 2, 3, 4, 5])
  })

  it("leaves a change of an older item to its page", async () => {
    const server = makeServer(120)
    const timeline = createTimeline({ id, fetch: server.fetch })
    await timeline.load(120, 0)
    timeline.merge([makeMessage(3, { version: 130 })])
    assert.deepStrictEqual(seqs(timeline.items()), range(71, 120))
  })

  it("SEND-3: never shows an older status over a newer one", async () => {
    const server = makeServer(0)
    server.items.push(makeMessage(1, { direction: "out", status: "delivered", version: 5 }))
    const timeline = createTimeline({ id, fetch: server.fetch })
    await timeline.load(1, 0)
    timeline.merge([makeMessage(1, { direction: "out", status: "sent", version: 3 })])
    const [item] = timeline.items()
    assert.strictEqual(item?._tag === "Message" ? item.status : null, "delivered")
  })

  it("says that older items did not load, and keeps what it has", async () => {
    const server = makeServer(120)
    let down = false
    const timeline = createTimeline({
      id,
      fetch: (query) => down ? Promise.resolve(Result.fail(new Offline())) : server.fetch(query),
    })
    await timeline.load(120, 0)
    down = true
    await timeline.loadOlder()
    assert.isTrue(timeline.olderFailed())
    assert.strictEqual(timeline.items().length, 50)
  })
})
