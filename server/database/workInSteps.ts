import { Duration, Effect } from "effect"

/** Between two steps, as a part of what the last one took: the desk has the database to itself for as long. */
const restFactor = 1
const restMin = Duration.millis(10)
/** What another node began and did not end, or nobody was woken for. */
const lookEvery = "2 seconds"
const restAfterFailure = "1 second"

export interface Steps<E, R> {
  /** Does a part of what there is, as a rule in a transaction of its own; whether there was something to do. */
  readonly step: Effect.Effect<boolean, E, R>
  /** Waits until there may be something to do. */
  readonly woken: Effect.Effect<void>
  /** What is logged where a step failed; it is tried again. */
  readonly warning: string
}

/** Works through what waits in tables, step after step, as long as the scope is open: what a crash interrupts goes on after it. */
export const workInSteps = <E, R>({ step, warning, woken }: Steps<E, R>) =>
  Effect.gen(function* () {
    const [took, busy] = yield* Effect.timed(step)
    if (busy) yield* Effect.sleep(Duration.max(Duration.times(took, restFactor), restMin))
    else yield* Effect.timeoutOption(woken, lookEvery)
  }).pipe(
    Effect.catchCause((cause) =>
      Effect.andThen(Effect.logWarning(warning, cause), Effect.sleep(restAfterFailure))
    ),
    Effect.forever,
    Effect.forkScoped,
  )
