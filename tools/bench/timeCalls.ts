import { Effect } from "effect"

/** How many milliseconds each of `times` calls took, one after the other, after a tenth as many that are not counted. */
export const timeCalls = Effect.fn("timeCalls")(
  function* <E, R>(times: number, call: (n: number) => Effect.Effect<unknown, E, R>) {
    const warmUps = Math.ceil(times / 10)
    const millis: Array<number> = []
    for (let n = 0; n < warmUps + times; n++) {
      const startedAt = performance.now()
      yield* call(n)
      if (n >= warmUps) millis.push(performance.now() - startedAt)
    }
    return millis
  },
)
