import { Schema } from "effect"

export const ProbeInput = Schema.Struct({
  /** The desk itself, or the bare server that it is compared with. */
  target: Schema.Literals(["desk", "bare"]),
  url: Schema.String,
  perSecond: Schema.Int,
  warmUpSeconds: Schema.Finite,
  seconds: Schema.Finite,
})
export type ProbeInput = typeof ProbeInput.Type

export const ProbeResult = Schema.Struct({
  /** Messages of the measured time; each of them arrived. */
  messages: Schema.Int,
  /** From the moment the request is sent until its message is at the agent's socket. */
  shownMillis: Schema.Struct({
    p50: Schema.Finite,
    p95: Schema.Finite,
    p99: Schema.Finite,
    max: Schema.Finite,
  }),
  /** Until the request is answered. */
  answeredMillis: Schema.Struct({
    p50: Schema.Finite,
    p95: Schema.Finite,
    p99: Schema.Finite,
    max: Schema.Finite,
  }),
})
export type ProbeResult = typeof ProbeResult.Type
