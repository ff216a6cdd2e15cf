import { PgClient } from "@effect/sql-pg"
import { Cause, Context, Effect, Layer, Metric, Option, Schedule } from "effect"
import type { SqlError } from "effect/sql"
import { errorSummary } from "../database/errorSummary.ts"
import { type MailPointer, ToldMails } from "../notifications/ToldMails.ts"
import { Mailer } from "./Mailer.ts"
import { connectionsMax, MailNotTaken, type OutgoingMail, SmtpTransport } from "./SmtpTransport.ts"

/** Longer than every time-out of the transport together: a connection that never ends one still ends. */
const deliveryMax = "90 seconds"
/** Whoever claimed a mail and says nothing for this long has died, and another takes it. */
const claimSeconds = 180
const pauseSecondsFirst = 15
const pauseSecondsMax = 4 * 60 * 60
/** The pauses add up to about a day. */
export const attemptsMax = 12
const lookEvery = "5 seconds"
const clearEvery = "1 hour"
const keptDays = 30
const clearedAtOnce = 1_000

interface Claimed extends OutgoingMail, MailPointer {
  readonly attempts: number
}

type Hand = (mail: OutgoingMail) => Effect.Effect<void, MailNotTaken>

const outcomes = Metric.counter("desk_mails_total", {
  description: "mails handed to the mail server, by what it said",
  incremental: true,
})

const nothingToTell =
  "There was nothing to tell any more: it was erased, read, given to someone else, or not wanted."
const notComposed = new MailNotTaken({ message: "The mail could not be put together.", forGood: false })
const tookTooLong = new MailNotTaken({ message: "The mail server took too long to answer.", forGood: false })

/**
 * Hands waiting mails to the mail server, a few at once. A mail is claimed by a statement that skips what others are
 * claiming, so that of several nodes one sends it; after a refusal that may pass it is tried again with growing pauses.
 */
export class MailDelivery extends Context.Service<MailDelivery, {
  /** Sends what is due now, and says how many mails that were. */
  readonly deliverDue: Effect.Effect<number, SqlError.SqlError>
}>()("desk/server/mail/MailDelivery") {
  static readonly layer = Layer.effect(
    MailDelivery,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const { send } = yield* SmtpTransport
      const told = yield* ToldMails

      const claim = sql<Claimed>`
        UPDATE mails SET attempts = attempts + 1, due_at = now() + make_interval(secs => ${claimSeconds})
        WHERE id IN (
          SELECT id FROM mails WHERE status = 'waiting' AND due_at <= now()
          ORDER BY (conversation_id IS NOT NULL), due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, recipient AS to, subject, html, text, attempts, user_id, conversation_id, message_seq, notice_id`

      /** The words of a mail with a way in are forgotten as soon as nobody needs them any more. */
      const end = ({ attempts, id }: Claimed, status: "sent" | "failed", problem: string | null) =>
        sql`
          UPDATE mails SET status = ${status}, problem = ${problem}, done_at = now(),
            html = CASE WHEN secret THEN '' ELSE html END, text = CASE WHEN secret THEN '' ELSE text END
          WHERE id = ${id} AND attempts = ${attempts} AND status = 'waiting'`

      const tryLater = ({ attempts, id }: Claimed, problem: string) => {
        const pause = Math.min(pauseSecondsFirst * 4 ** (attempts - 1), pauseSecondsMax)
        return sql`
          UPDATE mails SET problem = ${problem}, due_at = now() + make_interval(secs => ${pause})
          WHERE id = ${id} AND attempts = ${attempts} AND status = 'waiting'`
      }

      /** As it goes: one that points to something is put together now. Null where there is nothing to tell any more. */
      const composed = Effect.fnUntraced(function* (mail: Claimed) {
        const content = yield* told.compose(mail)
        if (content === undefined) return mail
        return content?.wanted === true ? { ...mail, ...content } : null
      })

      const deliver = Effect.fnUntraced(function* (mail: Claimed, hand: Hand) {
        const outgoing = yield* composed(mail).pipe(
          // One that cannot be put together holds up none of the others.
          Effect.catchCause((cause) =>
            Effect.as(
              Effect.logWarning("a mail was not put together", mail.id, errorSummary(Cause.squash(cause))),
              undefined,
            )
          ),
        )
        if (outgoing === null) return void (yield* end(mail, "failed", nothingToTell))
        const failure = yield* (outgoing === undefined ? Effect.fail(notComposed) : hand(outgoing)).pipe(
          Effect.timeoutOrElse({ duration: deliveryMax, orElse: () => Effect.fail(tookTooLong) }),
          Effect.match({ onSuccess: () => null, onFailure: (error) => error }),
        )
        if (failure === null) {
          yield* end(mail, "sent", null)
        } else if (failure.forGood || mail.attempts >= attemptsMax) {
          yield* Effect.logWarning("a mail was given up", { mail: mail.id, attempts: mail.attempts })
          yield* end(mail, "failed", failure.message)
        } else {
          yield* tryLater(mail, failure.message)
        }
        const outcome = failure === null ? "sent" : failure.forGood ? "refused" : "later"
        yield* Metric.update(Metric.withAttributes(outcomes, { outcome }), 1)
      })

      const untilNoneIsDue = Effect.fnUntraced(function* (hand: Hand) {
        let delivered = 0
        let [mail] = yield* claim
        while (mail) {
          yield* deliver(mail, hand)
          delivered += 1
          mail = (yield* claim)[0]
        }
        return delivered
      })

      const deliverDue = Option.match(send, {
        onNone: () => Effect.succeed(0),
        onSome: (hand) =>
          Effect.gen(function* () {
            // Each takes the next mail when it is done with one: a slow recipient holds up one of them only.
            const hands = Array.from({ length: connectionsMax }, () => untilNoneIsDue(hand))
            const counts = yield* Effect.all(hands, { concurrency: connectionsMax })
            return counts.reduce((sum, count) => sum + count, 0)
          }).pipe(Effect.withSpan("MailDelivery.deliverDue")),
      })

      return MailDelivery.of({ deliverDue })
    }),
  )

  /** With what makes it happen: at once after a mail was written, and every five seconds for what waited. */
  static readonly layerRunning = Layer.effectDiscard(Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const { written } = yield* Mailer
    const { deliverDue } = yield* MailDelivery

    const clear = sql`
      DELETE FROM mails WHERE id IN (
        SELECT id FROM mails WHERE created_at < now() - make_interval(days => ${keptDays})
        ORDER BY created_at LIMIT ${clearedAtOnce}) RETURNING id`.pipe(
      Effect.repeat({ while: (cleared) => cleared.length === clearedAtOnce }),
    )

    const keepGoing = (what: string) => <A>(effect: Effect.Effect<A, SqlError.SqlError>) =>
      effect.pipe(Effect.catchCause((cause) => Effect.logWarning(what, errorSummary(Cause.squash(cause)))))

    yield* Effect.gen(function* () {
      yield* Effect.timeoutOption(written.await, lookEvery)
      yield* written.close
      yield* keepGoing("mails were not delivered")(deliverDue)
    }).pipe(Effect.forever, Effect.forkScoped)
    yield* keepGoing("old mails were not removed")(clear).pipe(
      Effect.schedule(Schedule.spaced(clearEvery)),
      Effect.forkScoped,
    )
  })).pipe(Layer.provideMerge(MailDelivery.layer))
}
