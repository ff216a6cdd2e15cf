import { Context, Effect, Layer, Ref, Schedule, Schema, Semaphore } from "effect"
import { SqlClient } from "effect/sql"

/** Who tries: one e-mail is guessed from many addresses, one address guesses many e-mails. */
export interface Guesser {
  readonly email: string
  readonly address: string
}

const windowSeconds = 300
const wrongPerEmailMax = 10
/** More than for an e-mail, since a whole office may share an address. */
const wrongPerAddressMax = 30
/** Checking a password takes 16 MB and a core for some 50 ms. */
const checksAtOnceMax = 4
const checksWaitingMax = 200
const sweepEvery = "10 minutes"

export class TooManyTries extends Schema.TaggedError<TooManyTries>()("TooManyTries", {
  retryAfterSeconds: Schema.Int,
}) {}

/** More sign-ins wait on this node than it would get through in some seconds. */
export class SignInBusy extends Schema.TaggedError<SignInBusy>()("SignInBusy", {}) {}

/**
 * Bounds how many wrong passwords are tried by e-mail and by address (AUTH-1), counted in the database for all nodes.
 * A count is read before a check and raised after it, so that each node may overshoot by `checksAtOnceMax - 1`.
 */
export class GuessThrottle extends Context.Service<GuessThrottle, {
  /** Runs `check` unless too many were wrong; a right one clears the count of its e-mail. */
  readonly guard: <A, E, R>(
    guesser: Guesser,
    check: Effect.Effect<A, E, R>,
    verdict: (result: A) => "right" | "wrong" | "neither",
  ) => Effect.Effect<A, E | TooManyTries | SignInBusy, R>
}>()("desk/server/session/GuessThrottle") {
  static readonly layer = Layer.effect(
    GuessThrottle,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const turn = yield* Semaphore.make(checksAtOnceMax)
      const inside = yield* Ref.make(0)

      const refuseWhenOver = Effect.fnUntraced(function* (emailKey: string, addressKey: string) {
        const rows = yield* sql<{ readonly seconds: number }>`
          SELECT ceil(extract(epoch FROM window_started_at - now()) + ${windowSeconds})::int AS seconds
          FROM sign_in_guesses
          WHERE window_started_at > now() - make_interval(secs => ${windowSeconds})
            AND ((key = ${emailKey} AND count >= ${wrongPerEmailMax})
              OR (key = ${addressKey} AND count >= ${wrongPerAddressMax}))`.pipe(Effect.orDie)
        if (rows.length === 0) return
        return yield* new TooManyTries({ retryAfterSeconds: Math.max(...rows.map((row) => row.seconds), 1) })
      })

      const countWrong = (key: string) =>
        sql`
          INSERT INTO sign_in_guesses AS guesses (key, count, window_started_at) VALUES (${key}, 1, now())
          ON CONFLICT (key) DO UPDATE SET
            count = CASE WHEN guesses.window_started_at > now() - make_interval(secs => ${windowSeconds})
              THEN guesses.count + 1 ELSE 1 END,
            window_started_at = CASE WHEN guesses.window_started_at > now() - make_interval(secs => ${windowSeconds})
              THEN guesses.window_started_at ELSE now() END`.pipe(Effect.orDie)

      const sweep = sql`
        DELETE FROM sign_in_guesses WHERE window_started_at < now() - make_interval(secs => ${windowSeconds})`
      yield* sweep.pipe(
        Effect.catch((error) => Effect.logWarning("Old sign-in guesses were not removed", error)),
        Effect.schedule(Schedule.spaced(sweepEvery)),
        Effect.forkScoped,
      )

      const enter = Effect.gen(function* () {
        if ((yield* Ref.updateAndGet(inside, (count) => count + 1)) <= checksAtOnceMax + checksWaitingMax) {
          return
        }
        yield* Ref.update(inside, (count) => count - 1)
        return yield* new SignInBusy()
      })
      const leave = Ref.update(inside, (count) => count - 1)

      const guard: GuessThrottle["Service"]["guard"] = (guesser, check, verdict) => {
        const emailKey = `email:${guesser.email.toLowerCase()}`
        const addressKey = `address:${guesser.address}`
        const guarded = Effect.gen(function* () {
          yield* refuseWhenOver(emailKey, addressKey)
          const result = yield* check
          const outcome = verdict(result)
          if (outcome === "wrong") {
            yield* Effect.forEach([emailKey, addressKey], countWrong, { discard: true })
          }
          if (outcome === "right") {
            yield* sql`DELETE FROM sign_in_guesses WHERE key = ${emailKey}`.pipe(Effect.orDie)
          }
          return result
        })
        return Effect.acquireUseRelease(enter, () => turn.withPermit(guarded), () => leave).pipe(
          Effect.withSpan("GuessThrottle.guard"),
        )
      }

      return GuessThrottle.of({ guard })
    }),
  )
}
