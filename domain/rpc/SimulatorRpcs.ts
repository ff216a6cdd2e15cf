import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Authentication } from "./Authentication.ts"
import { OutgoingText } from "../conversation/MessageContent.ts"
import { Refusal } from "../conversation/Refusal.ts"
import { SenderId } from "../sender/Sender.ts"
import { CarrierSwitches, SimulatorFrame } from "../simulator/SimulatorState.ts"
import { Unavailable } from "./Unavailable.ts"

const error = Schema.Union([Refusal, Unavailable])

/** The handset page, on demo workspaces only. */
export class SimulatorRpcs extends RpcGroup.make(
  Rpc.make("Simulator.follow", { success: SimulatorFrame, error, stream: true }),
  /** Plays the customer: `from` writes to a Sender ID of the simulator. */
  Rpc.make("Simulator.write", {
    payload: { senderId: SenderId, from: Schema.String.check(Schema.isMaxLength(64)), text: OutgoingText },
    error,
  }),
  Rpc.make("Simulator.switch", { payload: CarrierSwitches, error }),
  /** The chat is on the handset's screen: what was delivered is read. */
  Rpc.make("Simulator.look", {
    payload: { senderId: SenderId, phone: Schema.String.check(Schema.isMaxLength(64)) },
    error,
  }),
  Rpc.make("Simulator.clearLog", { error }),
).middleware(Authentication) {}
