import { Clock, Context, Effect, FiberSet, Layer, type Stream, Struct } from "effect"
import type { Address } from "../../domain/contact/Address.ts"
import type { DispatchOutcome } from "../../domain/conversation/ConversationCommand.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { notSentText } from "../../domain/sending/notSentText.ts"
import { carrierFailure } from "../../domain/simulator/carrierFailures.ts"
import type { CarrierSwitches } from "../../domain/simulator/SimulatorState.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import type { ChannelUpdate, OutboundMessage } from "../channels/ChannelAdapter.ts"
import { ChannelInbox } from "../channels/ChannelInbox.ts"
import type { ProviderAccount } from "../channels/ProviderAccount.ts"
import { Directory, type SenderRecord } from "../directory/Directory.ts"
import { makeJourneys } from "./makeJourneys.ts"
import { type Parcel, withChatSeen } from "./NetworkMemory.ts"
import { type CarrierFrame, makeNetworks } from "./Networks.ts"

const underwayMax = 10_000

/**
 * The simulator's mobile network: it takes the desk's messages, carries them to handsets on a web page and reports as a
 * provider would, through the same door as webhooks. It forgets everything when the server stops: receipts that were
 * still to come are lost, as they can be with a real carrier. Of several nodes each has a carrier of its own, so that
 * a handset shows what its node sent.
 */
export class Carrier extends Context.Service<Carrier, {
  /** Takes a message from the desk; what becomes of it is reported later. */
  readonly take: (message: OutboundMessage) => Effect.Effect<DispatchOutcome>
  /** A customer writes to a Sender ID. */
  readonly write: (
    sender: SenderRecord,
    account: ProviderAccount,
    phone: Address,
    text: string,
  ) => Effect.Effect<"taken" | "phoneOff" | "networkFull">
  readonly switch: (workspaceId: WorkspaceId, switches: CarrierSwitches) => Effect.Effect<void>
  /** The chat is on the handset's screen. */
  readonly look: (sender: SenderRecord, phone: Address) => Effect.Effect<void>
  readonly clearLog: (workspaceId: WorkspaceId) => Effect.Effect<void>
  /** The state, then every change; who reads slower than 4,096 changes misses the oldest. */
  readonly follow: (workspaceId: WorkspaceId) => Stream.Stream<CarrierFrame>
}>()("desk/server/simulator/Carrier") {
  static readonly layer = Layer.effect(Carrier, Effect.suspend(() => make))
}

const busy: DispatchOutcome = {
  _tag: "Deferred",
  error: { code: "network_full", class: "transient", text: notSentText.tooMany },
  afterMillis: null,
}
const noSuchSender: DispatchOutcome = {
  _tag: "Rejected",
  error: { code: "no_such_sender", class: "account", text: notSentText.cannotSend },
}

const parcelOf = (message: OutboundMessage, sender: SenderRecord, at: number): Parcel => {
  const { account, attempt, content, conversationId, messageId, to } = message
  const id = `SIM-${messageId}-${attempt}`
  return {
    account,
    update: { message: { conversationId, messageId }, providerId: id },
    onScreen: {
      id,
      phone: to,
      senderId: sender.id,
      direction: "toCustomer",
      text: content.text,
      ...(content.media.length > 0 ? { media: content.media } : {}),
      ...Struct.pick(content, ["template"]),
      at,
    },
    readable: sender.channel === "whatsapp",
  }
}

const inboundUpdate = (
  sender: SenderRecord,
  from: Address,
  message: { readonly id: string; readonly text: string; readonly at: number },
): ChannelUpdate => ({
  _tag: "InboundMessage",
  channel: sender.channel,
  to: sender.address,
  toId: null,
  from,
  providerId: message.id,
  providerAt: message.at,
  profileName: null,
  content: textContent(message.text),
  optOut: null,
})

const make = Effect.gen(function* () {
  const directory = yield* Directory
  const networks = yield* makeNetworks
  const journeys = makeJourneys(yield* ChannelInbox, networks)
  const underway = yield* FiberSet.make<void>()

  const take = Effect.fn("Carrier.take")(function* (
    message: OutboundMessage,
  ): Effect.fn.Return<DispatchOutcome> {
    const { account, channel, from } = message
    const sender = (yield* directory.snapshot).senderAt(account.id, channel, from)
    if (!sender) return noSuchSender
    if ((yield* FiberSet.size(underway)) >= underwayMax) return busy
    const network = networks.networkOf(sender.workspaceId)
    const queuedAt = yield* networks.record(network, "queued", message.content.text)
    const parcel = parcelOf(message, sender, queuedAt)
    const { switches } = network.memory
    if (switches.failNext === null) {
      yield* FiberSet.run(underway, journeys.carry(network, parcel, queuedAt))
    } else {
      const failure = carrierFailure(switches.failNext, message.messageId.slice(-8))
      yield* networks.change(network, { ...switches, failNext: null })
      yield* FiberSet.run(underway, journeys.fail(network, parcel, queuedAt, failure))
    }
    return { _tag: "Accepted", providerId: parcel.update.providerId }
  })

  /** Without the random delay, so that what a customer wrote first arrives first. */
  const write = Effect.fn("Carrier.write")(function* (
    sender: SenderRecord,
    account: ProviderAccount,
    phone: Address,
    text: string,
  ) {
    const network = networks.networkOf(sender.workspaceId)
    const { latencyMillis, phoneOff } = network.memory.switches
    if (phoneOff) return "phoneOff"
    if ((yield* FiberSet.size(underway)) >= underwayMax) return "networkFull"
    const at = yield* networks.record(network, "inbound", text)
    const message = { id: `SIM-${crypto.randomUUID()}`, text, at }
    const onScreen = { ...message, phone, senderId: sender.id, direction: "fromCustomer" } as const
    yield* networks.show(network, onScreen, null)
    const arrival = journeys.bring(account, inboundUpdate(sender, phone, message))
    yield* FiberSet.run(underway, Effect.delay(arrival, latencyMillis))
    return "taken"
  })

  const look = Effect.fn("Carrier.look")(function* (sender: SenderRecord, phone: Address) {
    const network = networks.networkOf(sender.workspaceId)
    if (network.memory.switches.phoneOff) return
    const [seen, memory] = withChatSeen(network.memory, { senderId: sender.id, phone })
    network.memory = memory
    if (!memory.switches.readReceipts) return
    const now = yield* Clock.currentTimeMillis
    for (const parcel of seen) {
      if (parcel.readable) yield* FiberSet.run(underway, journeys.read(network, parcel, now))
    }
  })

  return Carrier.of({
    take,
    write,
    look,
    switch: Effect.fn("Carrier.switch")(function* (workspaceId, switches) {
      const network = networks.networkOf(workspaceId)
      yield* networks.change(network, switches)
      yield* switches.phoneOff ? network.phoneOn.close : network.phoneOn.open
    }),
    clearLog: (workspaceId) => networks.clearLog(networks.networkOf(workspaceId)),
    follow: networks.follow,
  })
})
