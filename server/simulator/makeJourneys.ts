import { Effect, Schedule } from "effect"
import type { ReportedStatus } from "../../domain/conversation/ConversationCommand.ts"
import type { DeliveryError } from "../../domain/sending/DeliveryError.ts"
import type { CarrierFailure } from "../../domain/simulator/carrierFailures.ts"
import type { ChannelUpdate } from "../channels/ChannelAdapter.ts"
import type { ChannelInbox } from "../channels/ChannelInbox.ts"
import type { ProviderAccount } from "../channels/ProviderAccount.ts"
import type { Parcel } from "./NetworkMemory.ts"
import { type Network, type Networks, pause } from "./Networks.ts"

/** After half a second, then ever longer, for two minutes in all. */
const reportAgain = Schedule.exponential("500 millis")
const reportRetries = 8

const statusUpdate = (
  parcel: Parcel,
  status: ReportedStatus,
  error: DeliveryError | null = null,
): ChannelUpdate => ({ _tag: "StatusUpdate", ...parcel.update, status, error })

const untilPhoneIsOn = Effect.fnUntraced(function* (network: Network) {
  do {
    yield* network.phoneOn.await
    yield* pause(network)
  } while (network.memory.switches.phoneOff)
})

/** The ways that messages go through a simulated network, and the reports about them on the way. */
export const makeJourneys = (inbox: ChannelInbox["Service"], { record, show }: Networks) => {
  /** Tells the desk; an update that it cannot store is brought again, and after two minutes lost. */
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

  /** To the handset. Shuffled receipts: that the carrier took it is reported only after it was delivered. */
  const carry = Effect.fnUntraced(function* (network: Network, parcel: Parcel, queuedAt: number) {
    yield* pause(network)
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

  const fail = Effect.fnUntraced(function* (
    network: Network,
    parcel: Parcel,
    queuedAt: number,
    { error, label }: CarrierFailure,
  ) {
    yield* pause(network)
    yield* record(network, "failed", `${parcel.onScreen.text} · ${label}`, queuedAt)
    yield* report(network, parcel, statusUpdate(parcel, "failed", error))
  })

  /** Shuffled receipts: that it was delivered is reported once more after it was read. */
  const read = Effect.fnUntraced(function* (network: Network, parcel: Parcel, seenAt: number) {
    yield* pause(network)
    yield* record(network, "read", parcel.onScreen.text, seenAt)
    yield* report(network, parcel, statusUpdate(parcel, "read"))
    const { deliveryReceipts, receiptsShuffled } = network.memory.switches
    if (receiptsShuffled && deliveryReceipts) {
      yield* report(network, parcel, statusUpdate(parcel, "delivered"))
    }
  })

  return { bring, carry, fail, read }
}
