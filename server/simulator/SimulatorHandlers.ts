import { Effect, Option, Schema, Stream } from "effect"
import { Rpc } from "effect/rpc"
import { Address } from "../../domain/contact/Address.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { SimulatorRpcs } from "../../domain/rpc/SimulatorRpcs.ts"
import { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type { SimulatorFrame } from "../../domain/simulator/SimulatorState.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { Contacts } from "../contacts/Contacts.ts"
import { Directory } from "../directory/Directory.ts"
import { Carrier } from "./Carrier.ts"
import type { CarrierFrame } from "./Networks.ts"

/** Of the workspace's contacts, as many can be chosen on the handset page; others are typed. */
const customersMax = 200

const noSimulator = new Refusal({
  code: "not_allowed",
  message: "The phone simulator is there for demo workspaces only.",
})
const noSuchSender = new Refusal({
  code: "not_found",
  message: "There is no such Sender ID on the simulated network.",
})
const noNumber = new Refusal({
  code: "invalid_number",
  message: "This is not a number. Write it with its country code, such as +1 415-555-0136.",
})
const phoneIsOff = new Refusal({
  code: "not_allowed",
  message: "The phone is off. Switch it on to write from it.",
})

const digits = Schema.decodeUnknownOption(Address.check(Schema.isPattern(/^\+\d{5,15}$/)))

const networkIsFull = new Unavailable({
  message: "Too much is on its way in the simulated network. Try again in a moment.",
})

/** Any digits with a country code: a simulated number need not exist. */
const parsePhone = (typed: string) =>
  Option.match(digits(typed.replace(/[\s().-]/g, "")), {
    onNone: () => Effect.fail(noNumber),
    onSome: Effect.succeed,
  })

const makeHandlers = Effect.gen(function* () {
  const carrier = yield* Carrier
  const contacts = yield* Contacts
  const directory = yield* Directory

  const demoWorkspace = Effect.gen(function* () {
    const { workspaceId } = yield* CurrentUser
    const { workspaces } = yield* directory.snapshot
    return workspaces.get(workspaceId)?.demo === true ? workspaceId : yield* noSimulator
  })

  const simulatedSender = Effect.fnUntraced(function* (id: SenderId) {
    const workspaceId = yield* demoWorkspace
    const { accounts, senders } = yield* directory.snapshot
    const sender = senders.get(id)
    const account = sender && accounts.get(sender.accountId)
    if (!sender || !account || sender.workspaceId !== workspaceId) return yield* noSuchSender
    return account.credentials.kind === "simulator" ? { sender, account } : yield* noSuchSender
  })

  const simulatedSenders = Effect.fnUntraced(function* (workspaceId: WorkspaceId) {
    const { accounts, senders } = yield* directory.snapshot
    return [...senders.values()]
      .filter(({ accountId }) => accounts.get(accountId)?.credentials.kind === "simulator")
      .filter((sender) => sender.workspaceId === workspaceId)
      .map(({ address, channel, id, label }) => ({ address, channel, id, label }))
  })

  const opening = Effect.fnUntraced(function* (
    workspaceId: WorkspaceId,
    frame: CarrierFrame,
  ): Effect.fn.Return<SimulatorFrame, Unavailable> {
    if (frame._tag !== "Snapshot") return frame
    const { log, messages, switches } = frame
    const senders = yield* simulatedSenders(workspaceId)
    const customers = yield* contacts.phones(workspaceId, customersMax)
    return { _tag: "State", state: { switches, senders, customers }, messages, log }
  })

  const follow = Stream.unwrap(
    Effect.map(
      demoWorkspace,
      (workspaceId) =>
        carrier.follow(workspaceId).pipe(Stream.mapEffect((frame) => opening(workspaceId, frame))),
    ),
  )

  const write = Effect.fnUntraced(function* (senderId: SenderId, from: string, text: string) {
    const { account, sender } = yield* simulatedSender(senderId)
    const fate = yield* carrier.write(sender, account, yield* parsePhone(from), text)
    if (fate === "phoneOff") return yield* phoneIsOff
    if (fate === "networkFull") return yield* networkIsFull
  })

  const look = Effect.fnUntraced(function* (senderId: SenderId, phone: string) {
    const { sender } = yield* simulatedSender(senderId)
    yield* carrier.look(sender, yield* parsePhone(phone))
  })

  return SimulatorRpcs.of({
    "Simulator.follow": () => Rpc.fork(follow),
    "Simulator.write": ({ from, senderId, text }) => write(senderId, from, text),
    "Simulator.switch": (switches) =>
      Effect.flatMap(demoWorkspace, (workspaceId) => carrier.switch(workspaceId, switches)),
    "Simulator.look": ({ phone, senderId }) => look(senderId, phone),
    "Simulator.clearLog": () => Effect.flatMap(demoWorkspace, carrier.clearLog),
  })
})

/** The handset page's calls, for demo workspaces and their own simulated Sender IDs only. */
export const SimulatorHandlersLive = SimulatorRpcs.toLayer(makeHandlers)
