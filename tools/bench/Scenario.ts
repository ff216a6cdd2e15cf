import type { Effect, Scope } from "effect"
import type { FilledDesks } from "./FilledDesks.ts"

/** How long and how hard to measure. */
export interface BenchOptions {
  /** 1 for figures to publish; less while something is being tried out. Times are multiplied by it. */
  readonly thoroughness: number
}

/** One line of the benchmark's output: a figure, the control measured in the same run, and what explains them. */
export interface Measurement {
  readonly scenario: string
  readonly value: number
  readonly unit: string
  readonly control: number
  /** `value` divided by `control`: the figure to compare, since machines differ. */
  readonly ratio: number
  readonly [detail: string]: string | number | boolean
}

export interface Scenario {
  readonly name: string
  readonly measure: (options: BenchOptions) => Effect.Effect<Measurement, unknown, FilledDesks | Scope.Scope>
}
