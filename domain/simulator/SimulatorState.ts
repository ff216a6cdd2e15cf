import { Schema } from "effect"
import { Address } from "../contact/Address.ts"
import { MediaDescription, TemplateUse } from "../conversation/MessageContent.ts"
import { Channel, SenderId } from "../sender/Sender.ts"

/** How the simulated carrier behaves from the next event on. */
export const CarrierSwitches = Schema.Struct({
  latencyMillis: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 10_000 })),
  /** Up to this much more or less, at random. */
  jitterMillis: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5_000 })),
  deliveryReceipts: Schema.Boolean,
  readReceipts: Schema.Boolean,
  phoneOff: Schema.Boolean,
  /** The error code with which the next message fails; null when it goes through. */
  failNext: Schema.NullOr(Schema.String),
  receiptsTwice: Schema.Boolean,
  receiptsShuffled: Schema.Boolean,
})
export type CarrierSwitches = typeof CarrierSwitches.Type

export const defaultSwitches: CarrierSwitches = {
  latencyMillis: 800,
  jitterMillis: 300,
  deliveryReceipts: true,
  readReceipts: true,
  phoneOff: false,
  failNext: null,
  receiptsTwice: false,
  receiptsShuffled: false,
}

/** What happened at the carrier, newest first in the log. */
export const CarrierEvent = Schema.Struct({
  id: Schema.Int,
  /** Epoch milliseconds. */
  at: Schema.Int,
  kind: Schema.Literals(["inbound", "queued", "sent", "delivered", "read", "failed"]),
  details: Schema.String,
  /** Since the event before it of the same message. */
  afterMillis: Schema.NullOr(Schema.Int),
})
export type CarrierEvent = typeof CarrierEvent.Type

/** A message on the handset's screen. */
export const HandsetMessage = Schema.Struct({
  id: Schema.String,
  /** Who plays the customer. */
  phone: Address,
  senderId: SenderId,
  direction: Schema.Literals(["fromCustomer", "toCustomer"]),
  text: Schema.String,
  /** Its files; left out where there are none. */
  media: Schema.optionalKey(Schema.Array(MediaDescription)),
  /** The parts around its text; left out where it is no template. */
  template: Schema.optionalKey(TemplateUse),
  at: Schema.Int,
})
export type HandsetMessage = typeof HandsetMessage.Type

export const SimulatedSender = Schema.Struct({
  id: SenderId,
  label: Schema.String,
  channel: Channel,
  address: Address,
})

export const SimulatorState = Schema.Struct({
  switches: CarrierSwitches,
  senders: Schema.Array(SimulatedSender),
  /** Numbers that one can play: the demo's contacts and whoever wrote before. */
  customers: Schema.Array(Schema.Struct({ phone: Address, name: Schema.NullOr(Schema.String) })),
})
export type SimulatorState = typeof SimulatorState.Type

export const SimulatorFrame = Schema.TaggedUnion({
  State: { state: SimulatorState, messages: Schema.Array(HandsetMessage), log: Schema.Array(CarrierEvent) },
  Switched: { switches: CarrierSwitches },
  Message: { message: HandsetMessage },
  Event: { event: CarrierEvent },
  LogCleared: {},
})
export type SimulatorFrame = typeof SimulatorFrame.Type
