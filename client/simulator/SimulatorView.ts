import type { Address } from "../../domain/contact/Address.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type {
  CarrierEvent,
  HandsetMessage,
  SimulatorFrame,
  SimulatorState,
} from "../../domain/simulator/SimulatorState.ts"

const messagesMax = 5_000
const eventsMax = 1_000

/** What the handset page knows of the simulated network. */
export interface SimulatorView {
  readonly state: SimulatorState
  readonly messages: ReadonlyArray<HandsetMessage>
  /** Newest first. */
  readonly log: ReadonlyArray<CarrierEvent>
}

const withEvent = (log: ReadonlyArray<CarrierEvent>, event: CarrierEvent): ReadonlyArray<CarrierEvent> =>
  log.some(({ id }) => id === event.id) ? log : [event, ...log].slice(0, eventsMax)

const withMessage = (
  messages: ReadonlyArray<HandsetMessage>,
  message: HandsetMessage,
): ReadonlyArray<HandsetMessage> =>
  messages.some(({ id }) => id === message.id) ? messages : [...messages, message].slice(-messagesMax)

/** The view after a frame; what came before the first state is in that state. */
export const applyFrame = (view: SimulatorView | null, frame: SimulatorFrame): SimulatorView | null => {
  if (frame._tag === "State") return { state: frame.state, messages: frame.messages, log: frame.log }
  if (view === null) return null
  switch (frame._tag) {
    case "Switched":
      return { ...view, state: { ...view.state, switches: frame.switches } }
    case "Message":
      return { ...view, messages: withMessage(view.messages, frame.message) }
    case "Event":
      return { ...view, log: withEvent(view.log, frame.event) }
    case "LogCleared":
      return { ...view, log: [] }
  }
}

export interface Customer {
  readonly phone: Address
  readonly name: string | null
}

/** Who can be played: the contacts, then who is in a chat already, then the number that was typed. */
export const customersOf = (view: SimulatorView, typed: Address | null): ReadonlyArray<Customer> => {
  const customers = new Map(view.state.customers.map((customer) => [customer.phone, customer]))
  const others = view.messages.map(({ phone }) => phone)
  for (const phone of typed === null ? others : [...others, typed]) {
    if (!customers.has(phone)) customers.set(phone, { phone, name: null })
  }
  return [...customers.values()]
}

/** One chat in the order of writing, whatever the order of delivery. */
export const chatOf = (
  view: SimulatorView,
  senderId: SenderId,
  phone: Address,
): ReadonlyArray<HandsetMessage> =>
  view.messages
    .filter((message) => message.senderId === senderId && message.phone === phone)
    .toSorted((a, b) => a.at - b.at)

export type LogFilter = "all" | "messages" | "receipts" | "failures"

const kinds: Record<Exclude<LogFilter, "all">, ReadonlyArray<CarrierEvent["kind"]>> = {
  messages: ["inbound", "queued"],
  receipts: ["sent", "delivered", "read"],
  failures: ["failed"],
}

export const filteredLog = (
  log: ReadonlyArray<CarrierEvent>,
  filter: LogFilter,
): ReadonlyArray<CarrierEvent> =>
  filter === "all" ? log : log.filter(({ kind }) => kinds[filter].includes(kind))
