import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import { type AskError, Offline } from "../rpc/DeskLink.ts"
import { conversationId, makeMessage, messageId, userId } from "../testing/makeRow.ts"
import { createOutbox, type OutboxEntry, type OutboxStorage } from "./Outbox.ts"

const entry = (number: number, conversation = 1): OutboxEntry => ({
  messageId: messageId(number),
  conversationId: conversationId(conversation),
  userId: userId(1),
  text: `Text ${number}`,
  at: number,
  refusal: null,
})

const makeStorage = (): OutboxStorage & { readonly kept: Map<string, OutboxEntry> } => {
  const kept = new Map<string, OutboxEntry>()
  return {
    kept,
    load: (user) => Promise.resolve([...kept.values()].filter((it) => it.userId === user)),
    put: (it) => Promise.resolve(void kept.set(it.messageId, it)),
    remove: (id) => Promise.resolve(void kept.delete(id)),
  }
}

type Answer = Result.Result<TimelineItem, AskError>

/** An outbox whose server answers with `answer`, and what it was asked. */
const makeOutbox = (storage: OutboxStorage, answer: (entry: OutboxEntry) => Answer | Promise<Answer>) => {
  const sent: Array<string> = []
  const outbox = createOutbox({
    storage,
    send: (it) => {
      sent.push(it.text)
      return Promise.resolve(answer(it))
    },
    onSent: () => {},
  })
  return { outbox, sent }
}

const taken = (): Answer => Result.succeed(makeMessage(1, { direction: "out" }))

/** Lets everything that is settled run on. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe("Outbox", () => {
  it("SEND-6: keeps a message through a lost connection and a reload, and sends it with the same id", async () => {
    const storage = makeStorage()
    const before = makeOutbox(storage, () => Result.fail(new Offline()))
    await before.outbox.add(entry(1))
    before.outbox.close()

    const ids: Array<string> = []
    const after = makeOutbox(storage, (it) => {
      ids.push(it.messageId)
      return taken()
    })
    await after.outbox.restore(userId(1))
    assert.deepStrictEqual(after.outbox.entries().map((it) => it.text), ["Text 1"])
    after.outbox.flush()
    await settle()
    assert.deepStrictEqual(ids, [messageId(1)])
    assert.deepStrictEqual(after.outbox.entries(), [])
    assert.strictEqual(storage.kept.size, 0)
  })

  it("SEND-5: keeps the order of what was written in one moment over a reload", async () => {
    const storage = makeStorage()
    const before = makeOutbox(storage, () => Result.fail(new Offline()))
    for (const number of [3, 1, 2]) await before.outbox.add({ ...entry(number), at: 1 })
    before.outbox.close()

    const stored: OutboxStorage = {
      ...storage,
      // IndexedDB gives them by their ids.
      load: async (user) => (await storage.load(user)).toSorted((a, b) => a.messageId < b.messageId ? -1 : 1),
    }
    const { outbox, sent } = makeOutbox(stored, taken)
    await outbox.restore(userId(1))
    outbox.flush()
    await settle()
    assert.deepStrictEqual(sent, ["Text 3", "Text 1", "Text 2"])
  })

  it("SEND-5: sends one conversation's messages one at a time, in the order in which they were written", async () => {
    const answers: Array<() => void> = []
    const { outbox, sent } = makeOutbox(
      makeStorage(),
      () => new Promise((resolve) => answers.push(() => resolve(taken()))),
    )
    void outbox.add(entry(1))
    void outbox.add(entry(2))
    void outbox.add(entry(3, 2))
    await settle()
    assert.deepStrictEqual(sent, ["Text 1", "Text 3"])
    answers[0]?.()
    await settle()
    assert.deepStrictEqual(sent, ["Text 1", "Text 3", "Text 2"])
  })

  it("SEND-4: keeps a refused message with the reason, and goes on with the next", async () => {
    const { outbox, sent } = makeOutbox(
      makeStorage(),
      (it) =>
        it.text === "Text 1"
          ? Result.fail(new Refusal({ code: "window_closed", message: "The window is closed." }))
          : taken(),
    )
    await outbox.add(entry(1))
    await outbox.add(entry(2))
    assert.deepStrictEqual(sent, ["Text 1", "Text 2"])
    assert.deepStrictEqual(outbox.entries().map((it) => it.refusal), ["The window is closed."])
  })

  it("takes out what the feed says has arrived, without sending it again", async () => {
    let online = false
    const { outbox, sent } = makeOutbox(makeStorage(), () => online ? taken() : Result.fail(new Offline()))
    await outbox.add(entry(1))
    outbox.remove(messageId(1))
    online = true
    outbox.flush()
    await settle()
    assert.deepStrictEqual(sent, ["Text 1"])
  })

  it("does not restore what another user of the browser wrote", async () => {
    const storage = makeStorage()
    await storage.put({ ...entry(1), userId: userId(2) })
    const { outbox } = makeOutbox(storage, taken)
    await outbox.restore(userId(1))
    assert.deepStrictEqual(outbox.entries(), [])
  })
})
