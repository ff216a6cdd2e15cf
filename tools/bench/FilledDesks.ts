import { Context, Effect, Layer, Scope } from "effect"
import { type BenchDesk, openBenchDesk } from "./BenchDesk.ts"
import { fillDesk } from "./fillDesk.ts"

/** Desks with many conversations, each made when it is first asked for and shared by the scenarios of a run. */
export class FilledDesks extends Context.Service<FilledDesks, {
  readonly open: (conversations: number) => Effect.Effect<BenchDesk, unknown>
}>()("desk/tools/bench/FilledDesks") {
  static readonly layer = Layer.effect(
    FilledDesks,
    Effect.gen(function* () {
      const scope = yield* Effect.scope
      const desks = new Map<number, Effect.Effect<BenchDesk, unknown>>()
      const make = Effect.fnUntraced(function* (conversations: number) {
        const desk = yield* openBenchDesk
        yield* fillDesk(desk.databaseUrl("desk", "desk"), conversations)
        return desk
      })
      return FilledDesks.of({
        open: Effect.fnUntraced(function* (conversations) {
          const desk = desks.get(conversations) ??
            (yield* Effect.cached(make(conversations).pipe(Scope.provide(scope))))
          desks.set(conversations, desk)
          return yield* desk
        }),
      })
    }),
  )
}

/** How many conversations the big desk has, of ten messages each, and the small one that it is compared with. */
export const bigDesk = 1_000_000
export const smallDesk = 10_000
