import { assert, describe, it } from "vitest"
import { Address } from "../../domain/contact/Address.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import {
  type CarrierEvent,
  defaultSwitches,
  type HandsetMessage,
} from "../../domain/simulator/SimulatorState.ts"
import { applyFrame, chatOf, customersOf, filteredLog, type SimulatorView } from "./SimulatorView.ts"

const elena = Address.make("+14155550136")
const stranger = Address.make("+14155550199")
const care = SenderId.make("care")

const message = (id: string, at: number, phone = elena): HandsetMessage => ({
  id,
  phone,
  senderId: care,
  direction: "toCustomer",
  text: id,
  at,
})
const event = (id: number, kind: CarrierEvent["kind"]): CarrierEvent => ({
  id,
  at: id,
  kind,
  details: "",
  afterMillis: null,
})
const empty: SimulatorView = {
  state: { switches: defaultSwitches, senders: [], customers: [{ phone: elena, name: "Elena Marsh" }] },
  messages: [],
  log: [],
}

const after = (...frames: ReadonlyArray<Parameters<typeof applyFrame>[1]>): SimulatorView =>
  frames.reduce<SimulatorView | null>(applyFrame, empty) ?? empty

describe("SimulatorView", () => {
  it("SYNC-4: shows a message and an event once, however often they come", () => {
    const said = { _tag: "Message", message: message("a", 1) } as const
    const happened = { _tag: "Event", event: event(1, "sent") } as const
    const view = after(said, happened, said, happened)
    assert.lengthOf(view.messages, 1)
    assert.lengthOf(view.log, 1)
  })

  it("SYNC-4: knows nothing before the first state", () => {
    assert.isNull(applyFrame(null, { _tag: "Event", event: event(1, "sent") }))
  })

  it("takes over switches, and forgets the log when it is cleared", () => {
    const switches = { ...defaultSwitches, phoneOff: true }
    const view = after(
      { _tag: "Event", event: event(1, "sent") },
      { _tag: "Switched", switches },
      { _tag: "LogCleared" },
    )
    assert.isTrue(view.state.switches.phoneOff)
    assert.deepStrictEqual(view.log, [])
  })

  it("shows a chat in the order of writing and without the messages of others", () => {
    const view = after(
      { _tag: "Message", message: message("second", 2) },
      { _tag: "Message", message: message("other", 1, stranger) },
      { _tag: "Message", message: message("first", 1) },
    )
    assert.deepStrictEqual(chatOf(view, care, elena).map(({ id }) => id), ["first", "second"])
  })

  it("lets one play contacts, whoever is in a chat, and the number that was typed", () => {
    const view = after({ _tag: "Message", message: message("a", 1, stranger) })
    const typed = Address.make("+442079460958")
    assert.deepStrictEqual(customersOf(view, typed).map(({ name, phone }) => [phone, name]), [
      [elena, "Elena Marsh"],
      [stranger, null],
      [typed, null],
    ])
  })

  it("filters the log by what happened", () => {
    const log = [event(4, "failed"), event(3, "read"), event(2, "queued"), event(1, "inbound")]
    assert.deepStrictEqual(
      (["all", "messages", "receipts", "failures"] as const).map((filter) => filteredLog(log, filter).length),
      [4, 2, 1, 1],
    )
  })
})
