import { Clock, Effect, Schema } from "effect"
import { Entity } from "effect/cluster"
import { Rpc } from "effect/rpc"
import { charge, type LineState, restedLine, takePlace } from "../../domain/sending/Pace.ts"

const Pace = Schema.Struct({ perSecond: Schema.Finite, burst: Schema.Finite, steadily: Schema.Finite })

/**
 * The line of a Sender ID with a pace (SEND-9): one for all nodes, and no more than two times in memory, since what waits
 * is in the database. A line that was lost with its node begins rested: at worst a burst goes twice.
 */
export const SenderLine = Entity.make("SenderLine", [
  /** The next place; gives in how many milliseconds its message may go. */
  Rpc.make("TakePlace", { payload: { pace: Pace }, success: Schema.Finite }),
  /** The next place if its message may go at once: false takes none. */
  Rpc.make("TakePlaceNow", { payload: { pace: Pace }, success: Schema.Boolean }),
  /** What the message took beyond one unit; -1 when nothing went. */
  Rpc.make("Charge", { payload: { pace: Pace, units: Schema.Int } }),
])

const make = Effect.sync(() => {
  let line: LineState = restedLine
  return SenderLine.of({
    TakePlace: Effect.fnUntraced(function* ({ payload }) {
      const now = yield* Clock.currentTimeMillis
      const place = takePlace(line, payload.pace, now)
      line = place.line
      return Math.max(0, place.at - now)
    }),
    TakePlaceNow: Effect.fnUntraced(function* ({ payload }) {
      const now = yield* Clock.currentTimeMillis
      const place = takePlace(line, payload.pace, now)
      if (place.at > now) return false
      line = place.line
      return true
    }),
    Charge: ({ payload }) =>
      Effect.sync(() => {
        line = charge(line, payload.pace, payload.units)
      }),
  })
})

/** The lines of this node: gone when nothing has passed for a while, and rested by then. */
export const SenderLineLive = SenderLine.toLayer(make, {
  maxIdleTime: "10 minutes",
  mailboxCapacity: 4096,
  concurrency: 1,
})
