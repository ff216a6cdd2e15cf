import { Clock, Context, Effect, FiberSet, Latch, Layer, PubSub, Random, Schedule, Stream } from "effect"
import type { Address } from "../../domain/contact/Address.ts"
import type { DispatchOutcome, ReportedStatus } from "../../domain/conversation/ConversationCommand.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import type { DeliveryError } from "../../domain/sending/DeliveryError.ts"
import { notSentText } from "../../domain/sending/notSentText.ts"
import { type CarrierFailure, carrierFailure } from "../../domain/simulator/carrierFailures.ts"
import type {
  CarrierEvent,
  CarrierSwitches,
  HandsetMessage,
  SimulatorFrame,
} from "../../domain/simulator/SimulatorState.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import type { ChannelUpdate, OutboundMessage } from "../channels/ChannelAdapter.ts"
import { ChannelInbox } from "../channels/ChannelInbox.ts"
import type { ProviderAccount } from "../channels/ProviderAccount.ts"
import { Directory, type SenderRecord } from "../directory/Directory.ts"
import {
  emptyMemory,
  messagesIn,
  type NetworkMemory,
  type Parcel,
  withChatSeen,
  withEvent,
  withMessage,
} from "./NetworkMemory.ts"

const parcelsMax = 10_000
const followerBufferMax = 4_096
/** After half a second, then ever longer, for two minutes in all. */
const reportAgain = Schedule.exponential("500 millis")
const reportRetries = 8

/** What a follower sees first, and then each change after it. */
export type CarrierFrame =
  | {
    readonly _tag: "Snapshot"
    readonly switches: CarrierSwitches
    readonly messages: ReadonlyArray<HandsetMessage>
    readonly log: ReadonlyArray<CarrierEvent>
  }
  | Exclude<SimulatorFrame, { readonly _tag: "State" }>

interface Network {
  readonly workspaceId: WorkspaceId
  memory: NetworkMemory
  readonly phoneOn: Latch.Latch
}

/**
 * The simulator's mobile network: it takes the desk's messages, carries them to handsets on a web page and reports as a
 * provider would, through the same door as webhooks. It forgets everything when the server stops: receipts that were
 * still to come are lost, as they can be with a real carrier.
 */
export class Carrier extends Context.Service<Carrier, {
  /** Takes a message from the desk; what becomes of it is reported later. */
  readonly take: (message: OutboundMessage) => Effect.Effect<DispatchOutcome>
  /** A customer writes to a Sender ID; false while their phone is off. */
  readonly write: (
    sender: SenderRecord,
    account: ProviderAccount,
    phone: Address,
    text: string,
  ) => Effect.Effect<boolean>
  readonly switch: (workspaceId: WorkspaceId, switches: CarrierSwitches) => Effect.Effect<void>
  /** The chat is on the handset's screen. */
  readonly look: (sender: SenderRecord, phone: Address) => Effect.Effect<void>
  readonly clearLog: (workspaceId: WorkspaceId) => Effect.Effect<void>
  /** The state, then every change; who reads slower than 4,096 changes misses the oldest. */
  readonly follow: (workspaceId: WorkspaceId) => Stream.Stream<CarrierFrame>
}>()("desk/server/simulator/Carrier") {
  static readonly layer = Layer.effect(Carrier, Effect.suspend(() => make))
}

const statusUpdate = (
  parcel: Parcel,
  status: ReportedStatus,
  error: DeliveryError | null = null,
): ChannelUpdate => ({ _tag: "StatusUpdate", ...parcel.update, status, error })

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
  const providerId = `SIM-${messageId}-${attempt}`
  return {
    account,
    update: { message: { conversationId, messageId }, providerId },
    onScreen: {
      id: providerId,
      phone: to,
      senderId: sender.id,
      direction: "toCustomer",
      text: content.text,
      at,
    },
    readable: sender.channel === "whatsapp",
  }
}

const make = Effect.gen(function* () {
  const inbox = yield* ChannelInbox
  const directory = yield* Directory
  const underway = yield* FiberSet.make<void>()
  const networks = new Map<WorkspaceId, Network>()
  const changes = yield* Effect.acquireRelease(
    PubSub.sliding<readonly [WorkspaceId, CarrierFrame]>({ capacity: followerBufferMax }),
    PubSub.shutdown,
  )

  const networkOf = (workspaceId: WorkspaceId): Network => {
    const known = networks.get(workspaceId)
    if (known) return known
    const network = { workspaceId, memory: emptyMemory, phoneOn: Latch.makeUnsafe(true) }
    networks.set(workspaceId, network)
    return network
  }

  const publish = (network: Network, frame: CarrierFrame) =>
    Effect.asVoid(PubSub.publish(changes, [network.workspaceId, frame]))

  /** Gives the time of the event, from which the next one of the same message counts. */
  const record = Effect.fnUntraced(function* (
    network: Network,
    kind: CarrierEvent["kind"],
    details: string,
    after: number | null = null,
  ) {
    const at = yield* Clock.currentTimeMillis
    const [event, memory] = withEvent(network.memory, {
      at,
      kind,
      details,
      afterMillis: after === null ? null : at - after,
    })
    network.memory = memory
    yield* publish(network, { _tag: "Event", event })
    return at
  })

  const show = (network: Network, message: HandsetMessage, unseen: Parcel | null) => {
    network.memory = withMessage(network.memory, message, unseen)
    return publish(network, { _tag: "Message", message })
  }

  const pause = Effect.fnUntraced(function* ({ memory: { switches } }: Network) {
    const jitter = yield* Random.nextBetween(-switches.jitterMillis, switches.jitterMillis)
    yield* Effect.sleep(Math.max(0, Math.round(switches.latencyMillis + jitter)))
  })

  const bring = (account: ProviderAccount, update: ChannelUpdate) =>
    inbox.accept(account, [update]).pipe(
      Effect.retry({ schedule: reportAgain, times: reportRetries }),
      Effect.catch((error) =>
        Effect.logWarning("The desk never took what the simulated carrier brought", error)
      ),
      Effect.asVoid,
    )

  const report = Effect.fnUntraced(function* (network: Network, parcel: Parcel, update: ChannelUpdate) {
    yield* bring(parcel.account, update)
    if (network.memory.switches.receiptsTwice) yield* bring(parcel.account, update)
  })

  const fail = Effect.fnUntraced(function* (
    network: Network,
    parcel: Parcel,
    failure: CarrierFailure,
    after: number,
  ) {
    const { error, label } = failure
    yield* record(network, "failed", `${parcel.onScreen.text} · ${error.code} ${label}`, after)
    yield* report(network, parcel, statusUpdate(parcel, "failed", error))
  })

  const untilPhoneIsOn = Effect.fnUntraced(function* (network: Network) {
    do {
      yield* network.phoneOn.await
      yield* pause(network)
    } while (network.memory.switches.phoneOff)
  })

  /** Shuffled receipts: that the carrier took it is reported only after it was delivered. */
  const carry = Effect.fnUntraced(function* (
    network: Network,
    parcel: Parcel,
    queuedAt: number,
    failure: CarrierFailure | null,
  ) {
    yield* pause(network)
    if (failure) return yield* fail(network, parcel, failure, queuedAt)
    const sentAt = yield* record(network, "sent", parcel.onScreen.text, queuedAt)
    const heldBack = network.memory.switches.receiptsShuffled
    if (!heldBack) yield* report(network, parcel, statusUpdate(parcel, "sent"))
    yield* untilPhoneIsOn(network)
    yield* show(network, parcel.onScreen, parcel)
    yield* record(network, "delivered", parcel.onScreen.text, sentAt)
    if (network.memory.switches.deliveryReceipts) {
      yield* report(network, parcel, statusUpdate(parcel, "delivered"))
    }
    if (heldBack) yield* report(network, parcel, statusUpdate(parcel, "sent"))
  })

  const takeFailure = Effect.fnUntraced(function* (network: Network, reference: string) {
    const { failNext } = network.memory.switches
    if (failNext === null) return null
    yield* change(network, { ...network.memory.switches, failNext: null })
    return carrierFailure(failNext, reference)
  })

  const change = (network: Network, switches: CarrierSwitches) => {
    network.memory = { ...network.memory, switches }
    return publish(network, { _tag: "Switched", switches })
  }

  const take = Effect.fn("Carrier.take")(function* (
    message: OutboundMessage,
  ): Effect.fn.Return<DispatchOutcome> {
    const { account, channel, from } = message
    const sender = (yield* directory.snapshot).senderAt(account.id, channel, from)
    if (!sender) return noSuchSender
    if ((yield* FiberSet.size(underway)) >= parcelsMax) return busy
    const network = networkOf(sender.workspaceId)
    const queuedAt = yield* record(network, "queued", message.content.text)
    const parcel = parcelOf(message, sender, queuedAt)
    const failure = yield* takeFailure(network, message.messageId.slice(-8))
    yield* FiberSet.run(underway, carry(network, parcel, queuedAt, failure))
    return { _tag: "Accepted", providerId: parcel.update.providerId }
  })

  /** Without the random delay, so that what a customer wrote first arrives first. */
  const write = Effect.fn("Carrier.write")(function* (
    sender: SenderRecord,
    account: ProviderAccount,
    phone: Address,
    text: string,
  ) {
    const network = networkOf(sender.workspaceId)
    if (network.memory.switches.phoneOff) return false
    const at = yield* record(network, "inbound", text)
    const id = `SIM-${crypto.randomUUID()}`
    yield* show(network, { id, phone, senderId: sender.id, direction: "fromCustomer", text, at }, null)
    const update: ChannelUpdate = {
      _tag: "InboundMessage",
      channel: sender.channel,
      to: sender.address,
      from: phone,
      providerId: id,
      providerAt: at,
      profileName: null,
      content: textContent(text),
      optOut: null,
    }
    const { latencyMillis } = network.memory.switches
    yield* FiberSet.run(underway, Effect.delay(bring(account, update), latencyMillis))
    return true
  })

  const reportRead = Effect.fnUntraced(function* (network: Network, parcel: Parcel, seenAt: number) {
    yield* pause(network)
    yield* record(network, "read", parcel.onScreen.text, seenAt)
    yield* report(network, parcel, statusUpdate(parcel, "read"))
    const { deliveryReceipts, receiptsShuffled } = network.memory.switches
    if (receiptsShuffled && deliveryReceipts) {
      yield* report(network, parcel, statusUpdate(parcel, "delivered"))
    }
  })

  const look = Effect.fn("Carrier.look")(function* (sender: SenderRecord, phone: Address) {
    const network = networkOf(sender.workspaceId)
    if (network.memory.switches.phoneOff) return
    const [seen, memory] = withChatSeen(network.memory, { senderId: sender.id, phone })
    network.memory = memory
    if (!memory.switches.readReceipts) return
    const now = yield* Clock.currentTimeMillis
    for (const parcel of seen) {
      if (parcel.readable) yield* FiberSet.run(underway, reportRead(network, parcel, now))
    }
  })

  const setSwitches = Effect.fn("Carrier.switch")(function* (
    workspaceId: WorkspaceId,
    switches: CarrierSwitches,
  ) {
    const network = networkOf(workspaceId)
    yield* change(network, switches)
    yield* switches.phoneOff ? network.phoneOn.close : network.phoneOn.open
  })

  const clearLog = Effect.fn("Carrier.clearLog")(function* (workspaceId: WorkspaceId) {
    const network = networkOf(workspaceId)
    network.memory = { ...network.memory, log: [] }
    yield* publish(network, { _tag: "LogCleared" })
  })

  const follow = (workspaceId: WorkspaceId) =>
    Stream.unwrap(Effect.gen(function* () {
      const subscription = yield* PubSub.subscribe(changes)
      const { memory } = networkOf(workspaceId)
      const snapshot: CarrierFrame = {
        _tag: "Snapshot",
        switches: memory.switches,
        messages: messagesIn(memory),
        log: memory.log,
      }
      const later = Stream.fromSubscription(subscription).pipe(
        Stream.filter(([changed]) => changed === workspaceId),
        Stream.map(([, frame]) => frame),
      )
      return Stream.concat(Stream.succeed(snapshot), later)
    }))

  return Carrier.of({ take, write, switch: setSwitches, look, clearLog, follow })
})
