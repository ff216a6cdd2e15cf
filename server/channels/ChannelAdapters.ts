import { Context, Option } from "effect"
import type { ChannelAdapter } from "./ChannelAdapter.ts"

/** Every kind of provider that this desk knows. */
export class ChannelAdapters extends Context.Service<ChannelAdapters, {
  readonly all: ReadonlyArray<ChannelAdapter>
  /** The adapter of an account's kind; none when the account was made by a newer desk. */
  readonly adapterFor: (kind: string) => Option.Option<ChannelAdapter>
}>()("desk/server/channels/ChannelAdapters") {
  static readonly from = (all: ReadonlyArray<ChannelAdapter>): ChannelAdapters["Service"] => {
    const byKind = new Map(all.map((adapter) => [adapter.kind, adapter]))
    return { all, adapterFor: (kind) => Option.fromUndefinedOr(byKind.get(kind)) }
  }
}
