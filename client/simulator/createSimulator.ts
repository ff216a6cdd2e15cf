import { type Effect, Result } from "effect"
import {
  type Accessor,
  createContext,
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  useContext,
} from "solid-js"
import type { Address } from "../../domain/contact/Address.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type { CarrierSwitches, HandsetMessage } from "../../domain/simulator/SimulatorState.ts"
import { problemText } from "../conversation/problemText.ts"
import type { CallError, Client } from "../rpc/DeskLink.ts"
import { useDesk } from "../sync/createDesk.ts"
import { useToast } from "../ui/Toaster.tsx"
import { applyFrame, chatOf, type Customer, customersOf, type SimulatorView } from "./SimulatorView.ts"

const followAgainMillis = 2_000

type SimulatedSender = SimulatorView["state"]["senders"][number]

/** The simulated network as the page shows it, and who is played against which Sender ID. */
export interface Simulator {
  readonly view: Accessor<SimulatorView | null>
  readonly customers: Accessor<ReadonlyArray<Customer>>
  readonly customer: Accessor<Customer | null>
  readonly sender: Accessor<SimulatedSender | null>
  readonly chat: Accessor<ReadonlyArray<HandsetMessage>>
  readonly play: (phone: Address) => void
  readonly writeTo: (id: SenderId) => void
  /** False when the network did not take it; the reason is shown. */
  readonly write: (text: string) => Promise<boolean>
  readonly change: (change: Partial<CarrierSwitches>) => void
  readonly clearLog: () => void
}

export const SimulatorContext = createContext<Simulator>()

export const useSimulator = (): Simulator => {
  const simulator = useContext(SimulatorContext)
  if (!simulator) throw new Error("useSimulator is for components inside SimulatorContext.Provider")
  return simulator
}

export const createSimulator = (): Simulator => {
  const desk = useDesk()
  const toast = useToast()
  const [view, setView] = createSignal<SimulatorView | null>(null)
  const [phone, setPhone] = createSignal<Address | null>(null)
  const [senderId, setSenderId] = createSignal<SenderId | null>(null)
  const [round, setRound] = createSignal(0)
  let switching = 0

  const customers = createMemo(() => {
    const known = view()
    return known ? customersOf(known, phone()) : []
  })
  const customer = createMemo(() =>
    customers().find((one) => one.phone === phone()) ?? customers()[0] ?? null
  )
  const senders = () => view()?.state.senders ?? []
  const sender = createMemo(() => senders().find(({ id }) => id === senderId()) ?? senders()[0] ?? null)
  const chat = createMemo(() => {
    const [known, from, to] = [view(), customer(), sender()]
    return known && from && to ? chatOf(known, to.id, from.phone) : []
  })

  const ask = async <A>(call: (client: Client) => Effect.Effect<A, CallError>): Promise<boolean> => {
    const answer = await desk.link.ask(call)
    if (Result.isSuccess(answer)) return true
    toast({ title: problemText(answer.failure), error: true })
    return false
  }

  createEffect(on([desk.online, round], ([online]) => {
    if (!online) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const following = desk.link.follow(
      (client) => client["Simulator.follow"](),
      (frame) => {
        // Of a change before it, while one is on its way: what was switched last would go back for a moment.
        if (frame._tag === "Switched" && switching > 0) return
        setView((before) => applyFrame(before, frame))
      },
      () => timer = setTimeout(() => setRound((before) => before + 1), followAgainMillis),
    )
    onCleanup(() => {
      clearTimeout(timer)
      following.stop()
    })
  }))

  const look = () => {
    const [from, to] = [customer(), sender()]
    if (!from || !to || document.hidden || !desk.online() || chat().length === 0) return
    void desk.link.ask((client) => client["Simulator.look"]({ senderId: to.id, phone: from.phone }))
  }
  createEffect(on([chat, desk.online], look))
  document.addEventListener("visibilitychange", look)
  onCleanup(() => document.removeEventListener("visibilitychange", look))

  return {
    view,
    customers,
    customer,
    sender,
    chat,
    play: setPhone,
    writeTo: setSenderId,
    write: async (text) => {
      const [from, to] = [customer(), sender()]
      if (!from || !to) return false
      return await ask((client) => client["Simulator.write"]({ senderId: to.id, from: from.phone, text }))
    },
    change: (change) => {
      const known = view()
      if (!known) return
      const switches = { ...known.state.switches, ...change }
      // At once, so that two changes in a row do not undo one another.
      setView(applyFrame(known, { _tag: "Switched", switches }))
      switching++
      void ask((client) => client["Simulator.switch"](switches)).then((done) => {
        switching--
        if (!done) setView((now) => applyFrame(now, { _tag: "Switched", switches: known.state.switches }))
      })
    },
    clearLog: () => void ask((client) => client["Simulator.clearLog"]()),
  }
}
