import { Schema } from "effect"

export const SendProbeInput = Schema.Struct({
  /** The desk over RPC, or what it is compared with: two INSERTs and the POST. */
  target: Schema.Literals(["desk", "bare"]),
  deskUrl: Schema.String,
  /** Of the control. */
  databaseUrl: Schema.String,
  /** Where the stand-in for the provider listens. */
  port: Schema.Int,
  warmUps: Schema.Int,
  messages: Schema.Int,
})
export type SendProbeInput = typeof SendProbeInput.Type

const Quantiles = Schema.Struct({
  p50: Schema.Finite,
  p95: Schema.Finite,
  p99: Schema.Finite,
  max: Schema.Finite,
})

export const SendProbeResult = Schema.Struct({
  messages: Schema.Int,
  /** From the moment an agent sends until the provider has the whole request. */
  acceptedMillis: Quantiles,
  /** Until the agent is told that it is stored; of the control, until its last INSERT is done. */
  storedMillis: Quantiles,
})
export type SendProbeResult = typeof SendProbeResult.Type
