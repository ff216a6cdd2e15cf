export interface Quantiles {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** Rounded to three significant places behind the point at most: more would pretend to be exact. */
export const rounded = (value: number): number => Math.round(value * 1000) / 1000

/** Nearest-rank quantiles, in the unit of the values; zeros when there are none. */
export const quantilesOf = (values: ReadonlyArray<number>): Quantiles => {
  const sorted = Float64Array.from(values).sort()
  const at = (share: number) => rounded(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0)
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}
