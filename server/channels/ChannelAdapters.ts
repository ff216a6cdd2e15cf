import { Context, Effect, Layer, Option } from "effect"
import type { ChannelAdapter } from "./ChannelAdapter.ts"
import { makeSimulatorAdapter } from "./simulator/SimulatorAdapter.ts"
import { makeTelnyxAdapter } from "./telnyx/TelnyxAdapter.ts"
import { makeTwilioAdapter } from "./twilio/TwilioAdapter.ts"
import { makeVonageAdapter } from "./vonage/VonageAdapter.ts"
import { makeWhatsAppAdapter } from "./whatsapp/WhatsAppAdapter.ts"

/** Every kind of provider that this desk knows. A new one is a folder here and a line in `layer`. */
export class ChannelAdapters extends Context.Service<ChannelAdapters, {
  readonly all: ReadonlyArray<ChannelAdapter>
  /** The adapter of an account's kind; none when the account was made by a newer desk. */
  readonly adapterFor: (kind: string) => Option.Option<ChannelAdapter>
}>()("desk/server/channels/ChannelAdapters") {
  static readonly from = (all: ReadonlyArray<ChannelAdapter>): ChannelAdapters["Service"] => {
    const byKind = new Map(all.map((adapter) => [adapter.kind, adapter]))
    return { all, adapterFor: (kind) => Option.fromUndefinedOr(byKind.get(kind)) }
  }

  static readonly layer = Layer.effect(
    ChannelAdapters,
    Effect.map(
      Effect.all([
        makeTwilioAdapter,
        makeWhatsAppAdapter,
        makeVonageAdapter,
        makeTelnyxAdapter,
        makeSimulatorAdapter,
      ]),
      ChannelAdapters.from,
    ),
  )
}
