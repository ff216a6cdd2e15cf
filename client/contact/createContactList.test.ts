import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Address } from "../../domain/contact/Address.ts"
import { type Contact, ContactId } from "../../domain/contact/Contact.ts"
import type { ContactPage, ContactQuery } from "../../domain/rpc/ContactRpcs.ts"
import { type AskError, Offline } from "../rpc/DeskLink.ts"
import { createContactList } from "./createContactList.ts"

const contact = (n: number): Contact => ({
  id: ContactId.make(`00000009-0000-4000-8000-${String(n).padStart(12, "0")}`),
  version: 1,
  name: `Name ${n}`,
  phones: [Address.make(`+1415555${1000 + n}`)],
  email: null,
  language: null,
  createdAt: 0,
  createdBy: null,
  lastInboundAt: null,
})

type Answer = Result.Result<ContactPage, AskError>

/** A server whose answers the test gives. */
const makeServer = () => {
  const waiting: Array<{ readonly query: ContactQuery; readonly answer: (answer: Answer) => void }> = []
  const list = createContactList({
    fetch: (query) => new Promise((answer) => waiting.push({ query, answer })),
  })
  return { list, waiting }
}

const page = (numbers: ReadonlyArray<number>, cursor: string | null, total: number | null = null): Answer =>
  Result.succeed({ contacts: numbers.map(contact), cursor, total })
const numbers = (list: ReturnType<typeof createContactList>) =>
  list.contacts().map(({ name }) => name.slice(5))

describe("createContactList", () => {
  it("CONTACT-2: puts page after page, each contact once", async () => {
    const { list, waiting } = makeServer()
    const first = list.find("")
    waiting[0]?.answer(page([1, 2], "next", 3))
    await first
    const second = list.loadMore()
    assert.strictEqual(waiting[1]?.query.cursor, "next")
    waiting[1]?.answer(page([2, 3], null))
    await second
    assert.deepStrictEqual(numbers(list), ["1", "2", "3"])
    assert.deepStrictEqual([list.total(), list.complete(), list.status()], [3, true, "ready"])
  })

  it("CONTACT-2: a late answer to an older search does not replace the newer one's", async () => {
    const { list, waiting } = makeServer()
    const older = list.find("a")
    const newer = list.find("ab")
    waiting[1]?.answer(page([2], null, 1))
    await newer
    waiting[0]?.answer(page([1], null, 1))
    await older
    assert.deepStrictEqual(numbers(list), ["2"])
  })

  it("keeps what it has when a page does not come, and asks for that page again", async () => {
    const { list, waiting } = makeServer()
    const first = list.find("")
    waiting[0]?.answer(page([1], "next", 2))
    await first
    const lost = list.loadMore()
    waiting[1]?.answer(Result.fail(new Offline()))
    await lost
    assert.deepStrictEqual([numbers(list), list.status()], [["1"], "failed"])
    const again = list.loadMore()
    assert.strictEqual(waiting[2]?.query.cursor, "next")
    waiting[2]?.answer(page([2], null))
    await again
    assert.deepStrictEqual(numbers(list), ["1", "2"])
  })
})
