import { Clock, Context, Effect, Layer, Option, Schedule, Semaphore } from "effect"
import { EntityId, Sharding } from "effect/cluster"
import type { SenderId } from "../../domain/sender/Sender.ts"
import { senderKindOf } from "../../domain/sender/SenderKind.ts"
import { callsStillCounted, nextCallAt, type Pace, paceOf } from "../../domain/sending/Pace.ts"
import { Directory } from "../directory/Directory.ts"
import type { Waiting } from "./DispatchQueue.ts"
import { SenderLine } from "./SenderLine.ts"

/** Provider calls at once, per account: a slow provider holds up neither another nor the desk. */
export const callsMaxPerAccount = 32
/** After a provider said "too fast" without saying for how long: twice as long each time in a row, up to a minute. */
const holdMillisMin = 1_000
const holdMillisMax = 60_000
const askLineAgain = Schedule.spaced("500 millis")

/** The provider takes no more from a Sender ID for now; `afterMillis` where it said for how long. */
export interface TooFast {
  readonly afterMillis: number | null
}

export interface Turn {
  /**
   * Waits until the call may be made, of so many units. Turns are given at the Sender ID's pace and then committed, which takes
   * now less and now more time: without it calls would bunch up and come faster than the network takes them.
   */
  readonly begin: (units: number) => Effect.Effect<void>
  /** Whether the provider found it too fast: the line is held up from then on, while the outcome is still being stored. */
  readonly answered: (tooFast: TooFast | null) => Effect.Effect<void>
  /** `units`: SMS segments or messages that were handed over; 0 when there was nothing to send after all. */
  readonly done: (units: number) => Effect.Effect<void>
}

/** Who asks for a turn. */
export type Asking = Pick<Waiting, "campaign" | "senderId">

/** Where messages go one by one. */
interface Gate {
  readonly turn: Semaphore.Semaphore
  /** One campaign's message at a time is in the line: an agent's waits behind no more than that (SEND-9). */
  readonly campaigns: Semaphore.Semaphore
}

const makeGate = (): Gate => ({ turn: Semaphore.makeUnsafe(1), campaigns: Semaphore.makeUnsafe(1) })

const pass = <A, E, R>({ campaigns, turn }: Gate, campaign: boolean, passage: Effect.Effect<A, E, R>) =>
  campaign ? campaigns.withPermits(1)(turn.withPermits(1)(passage)) : turn.withPermits(1)(passage)

/** A Sender ID as this node knows it. */
interface Line extends Gate {
  /** Where those that had their turn make their calls, at the network's pace. */
  readonly calls: Gate
  /** When, in the last second: epoch milliseconds, once for each unit. */
  called: ReadonlyArray<number>
  /** No turn before this time, epoch milliseconds. */
  heldUntil: number
  /** How often in a row the provider said "too fast". */
  held: number
}

/**
 * Who may make a call to a provider, and when (SEND-9). Conversations wait in the order in which they came, each with one
 * message at a time, so that none with many messages keeps the others waiting. Turns of a Sender ID with a pace are given by
 * its `SenderLine`, wherever in the cluster that lives; one that its provider holds up holds up no other.
 */
export class SenderLines extends Context.Service<SenderLines, {
  /**
   * Waits for a turn, of which nothing is lost when the wait is interrupted. `done` must follow. Campaigns' messages wait
   * beside the line and enter it one by one, so that of all others each passes all but one of them.
   */
  readonly turn: (asking: Asking) => Effect.Effect<Turn>
  /** A turn where there is one at this moment and nobody waits for it; null also where the line lives on another node. */
  readonly turnNow: (asking: Asking) => Effect.Effect<Turn | null>
}>()("desk/server/conversations/SenderLines") {
  static readonly layer = Layer.effect(
    SenderLines,
    Effect.gen(function* () {
      const directory = yield* Directory
      const lineAt = yield* SenderLine.client
      const sharding = yield* Sharding.Sharding
      const calls = new Map<string, Semaphore.Semaphore>()
      const lines = new Map<SenderId, Line>()

      const callsOf = (accountId: string): Semaphore.Semaphore => {
        const known = calls.get(accountId) ?? Semaphore.makeUnsafe(callsMaxPerAccount)
        calls.set(accountId, known)
        return known
      }
      const lineOf = (senderId: SenderId): Line => {
        const known = lines.get(senderId) ?? {
          ...makeGate(),
          calls: makeGate(),
          called: [],
          heldUntil: 0,
          held: 0,
        }
        lines.set(senderId, known)
        return known
      }

      const placeInLine = Effect.fnUntraced(function* (senderId: SenderId, pace: Pace) {
        // Its node may just have died: another one takes the line over within seconds.
        const millis = yield* Effect.retry(lineAt(senderId).TakePlace({ pace }), askLineAgain).pipe(
          Effect.orDie,
        )
        if (millis > 0) yield* Effect.sleep(millis)
      })

      const waitWhileHeld = Effect.fnUntraced(function* (line: Line) {
        while (true) {
          const left = line.heldUntil - (yield* Clock.currentTimeMillis)
          if (left <= 0) return
          // In parts, so that a clock that is set back does not make it longer than it was meant to be.
          yield* Effect.sleep(Math.min(left, holdMillisMax))
        }
      })

      const heed = Effect.fnUntraced(function* (line: Line, tooFast: TooFast | null) {
        if (tooFast === null) {
          line.held = 0
          return
        }
        const pause = Math.min(holdMillisMax, holdMillisMin * 2 ** line.held)
        line.held++
        line.heldUntil = (yield* Clock.currentTimeMillis) + Math.max(pause, tooFast.afterMillis ?? 0)
      })

      // A line that cannot be reached has been lost with what it had counted.
      const chargeLine = (senderId: SenderId, pace: Pace | null, units: number) =>
        pace && units !== 1 ? Effect.ignore(lineAt(senderId).Charge({ pace, units: units - 1 })) : Effect.void

      /** Judged by the time at which it really goes, so that whoever comes late brings no bunch about. */
      const mayCall = Effect.fnUntraced(function* (line: Line, pace: Pace, units: number) {
        while (true) {
          const now = yield* Clock.currentTimeMillis
          const at = nextCallAt(line.called, pace, now)
          if (at > now) yield* Effect.sleep(at - now)
          else {
            const made = Array.from({ length: units }, () => now)
            return void (line.called = [...callsStillCounted(line.called, now), ...made])
          }
        }
      })

      const wayOf = Effect.fnUntraced(function* ({ campaign, senderId }: Asking) {
        const sender = (yield* directory.snapshot).senders.get(senderId)
        const pace = sender
          ? paceOf(senderKindOf(sender.channel, sender.address), sender.ratePerSecond)
          : null
        const permits = callsOf(sender?.accountId ?? "")
        const line = lineOf(senderId)
        const turn: Turn = {
          begin: (units) => pace ? pass(line.calls, campaign, mayCall(line, pace, units)) : Effect.void,
          answered: (tooFast) => heed(line, tooFast),
          done: (units) => Effect.andThen(permits.release(1), chargeLine(senderId, pace, units)),
        }
        return { line, pace, permits, turn }
      })

      const turn = Effect.fn("SenderLines.turn")(function* (asking: Asking) {
        const { line, pace, permits, turn } = yield* wayOf(asking)
        const taken = Effect.gen(function* () {
          if (pace) yield* placeInLine(asking.senderId, pace)
          yield* waitWhileHeld(line)
          yield* permits.take(1)
        })
        yield* pass(line, asking.campaign, taken)
        return turn
      })

      const placeInLineNow = (senderId: SenderId, pace: Pace | null) => {
        if (pace === null) return Effect.succeed(true)
        const entityId = EntityId.make(senderId)
        const livesHere = sharding.hasShardId(
          sharding.getShardId(entityId, SenderLine.getShardGroup(entityId)),
        )
        return livesHere
          ? lineAt(senderId).TakePlaceNow({ pace }).pipe(Effect.orElseSucceed(() => false))
          : Effect.succeed(false)
      }

      const turnNow = Effect.fn("SenderLines.turnNow")(function* (asking: Asking) {
        const { line, pace, permits, turn } = yield* wayOf(asking)
        if (line.heldUntil > (yield* Clock.currentTimeMillis)) return null
        const taken = yield* line.turn.withPermitsIfAvailable(1)(Effect.gen(function* () {
          if (!(yield* permits.takeIfAvailable(1))) return false
          if (yield* placeInLineNow(asking.senderId, pace)) return true
          yield* permits.release(1)
          return false
        }))
        return Option.getOrElse(taken, () => false) ? turn : null
      }, Effect.uninterruptible)

      return SenderLines.of({ turn, turnNow })
    }),
  )
}
