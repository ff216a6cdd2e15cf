import { Schema } from "effect"

export const LoadInput = Schema.Struct({
  url: Schema.String,
  connections: Schema.Int,
  warmUpSeconds: Schema.Finite,
  seconds: Schema.Finite,
  /** Requests are made and signed before the start, for this rate. A faster desk ends the measurement early. */
  perSecondMax: Schema.Int,
})

const Quantiles = Schema.Struct({
  p50: Schema.Finite,
  p95: Schema.Finite,
  p99: Schema.Finite,
  max: Schema.Finite,
})

export const LoadResult = Schema.Struct({
  /** Messages with numbers below this were sent. */
  sent: Schema.Int,
  /** Numbers of those that were not acknowledged: they may be stored or not. */
  unacknowledged: Schema.Array(Schema.Int),
  seconds: Schema.Finite,
  /** In the measured time. */
  accepted: Schema.Int,
  errors: Schema.Int,
  millis: Quantiles,
  commits: Schema.Int,
  batches: Schema.Int,
  /** Of this program, in the measured time. */
  cpuSeconds: Schema.Finite,
})
export type LoadResult = typeof LoadResult.Type
