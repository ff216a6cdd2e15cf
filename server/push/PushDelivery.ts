import { PgClient } from "@effect/sql-pg"
import { Clock, Context, Effect, Layer, Metric, Schedule, Schema } from "effect"
import type { SqlError } from "effect/sql"
import { formatAddress } from "../../domain/contact/PhoneNumber.ts"
import { assignedWords } from "../../domain/notification/assignedWords.ts"
import { type Channel, channelNames, type SenderId } from "../../domain/sender/Sender.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { Directory } from "../directory/Directory.ts"
import { OnlineDesks } from "../feed/OnlineDesks.ts"
import { contactJoins } from "../inbox/ConversationSummary.ts"
import { fetchOutside } from "../http/fetchOutside.ts"
import { oneLine } from "../../domain/oneLine.ts"
import { encryptPush } from "./encryptPush.ts"
import { PushSubscriptions } from "./PushSubscriptions.ts"
import { vapidToken } from "./vapidToken.ts"

const lookEvery = "1 second"
/** So many are on their way at once: a push service that does not answer holds up one of them with each. */
const handsMax = 8
const answerWithinMillis = 5_000
/** For so long a push service keeps what it cannot deliver, and we what we could not hand over. */
const lastsSeconds = 60 * 60
const triesMax = 3
/** After half a second, then three: what a push service refuses for now. */
const pauses = Schedule.exponential("500 millis", 6)
/** Of names in what is shown: a push has 3,993 bytes for all of it, and nobody reads more. */
const wordsMax = 200

interface Push {
  readonly userId: UserId
  readonly conversationId: string
  readonly kind: "message" | "assigned"
  readonly byUser: UserId | null
  /** Of an assignment so many, of which `conversationId` is the first. */
  readonly count: number
  /** It is not too old, and the user's still. */
  readonly told: boolean
  readonly name: string | null
  readonly address: string
  readonly senderId: SenderId
  readonly channel: Channel
}

interface Browser {
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
}

/** The push service did not take it; asking again may help. */
class PushNotTaken extends Schema.TaggedError<PushNotTaken>()("PushNotTaken", { status: Schema.Int }) {}

const outcomes = Metric.counter("desk_pushes_total", {
  description: "pushes handed to push services, by what they said",
  incremental: true,
})

const shown = (words: string): string => oneLine(words).slice(0, wordsMax).toWellFormed()

/**
 * Tells browsers of what happened while their user had no desk open. What is told is who wrote and where, never what they
 * wrote. One that a push service no longer knows is forgotten. Each is told once at most.
 */
export class PushDelivery extends Context.Service<PushDelivery, {
  /** Hands over what waits, and says how many browsers were told. */
  readonly deliver: Effect.Effect<number, SqlError.SqlError | Unavailable>
}>()("desk/server/push/PushDelivery") {
  static readonly layer = Layer.effect(
    PushDelivery,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const { keys } = yield* PushSubscriptions
      const { publicUrl } = yield* DeskConfig
      const directory = yield* Directory
      const online = yield* OnlineDesks
      const subject = publicUrl.startsWith("https:") ? publicUrl : "mailto:desk@localhost.localdomain"

      const claim = sql<Push>`
        WITH claimed AS (
          DELETE FROM pushes WHERE id = (SELECT id FROM pushes ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
          RETURNING user_id, conversation_id, kind, by_user, notice_id, created_at
        )
        SELECT p.user_id, p.conversation_id, p.kind, p.by_user, contact.name, c.reply_to AS address, c.sender_id, c.channel,
          coalesce((SELECT count FROM notices WHERE id = p.notice_id), 1) AS count,
          c.owner_id IS NOT DISTINCT FROM p.user_id AND p.created_at > now() - make_interval(secs => ${lastsSeconds}) AS told
        FROM claimed p JOIN conversations c ON c.id = p.conversation_id
        ${contactJoins(sql)}`

      const textOf = Effect.fnUntraced(function* (push: Push) {
        const { senders, users } = yield* directory.snapshot
        const name = push.name ?? formatAddress(push.address)
        const by = push.byUser === null ? undefined : users.get(push.byUser)?.name
        const [title, body] = push.kind === "message"
          ? [
            `New message from ${name}`,
            `${channelNames[push.channel]}, ${senders.get(push.senderId)?.label ?? ""}`,
          ]
          : [assignedWords(by, push.count), push.count > 1 ? `${name} and ${push.count - 1} more` : name]
        return JSON.stringify({
          title: shown(title),
          body: shown(body),
          // Of several with the same the system shows the last.
          tag: push.kind === "message" ? push.conversationId : `assigned by ${push.byUser}`,
          path: push.count > 1 ? "/inbox" : `/inbox/${push.conversationId}`,
        })
      })

      const post = Effect.fnUntraced(function* (browser: Browser, text: string) {
        const now = yield* Clock.currentTimeMillis
        const own = yield* keys
        const token = vapidToken(own, { audience: new URL(browser.endpoint).origin, subject, now })
        const status = yield* Effect.tryPromise({
          try: async (signal) => {
            const request = {
              method: "POST",
              signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMillis)]),
              headers: {
                authorization: `vapid t=${token}, k=${own.publicKey}`,
                "content-encoding": "aes128gcm",
                "content-type": "application/octet-stream",
                ttl: String(lastsSeconds),
                urgency: "high",
              },
              body: new Uint8Array(encryptPush(text, browser)),
            }
            // Subscriptions are taken of known push services alone.
            const response = await fetchOutside(new URL(browser.endpoint), request, { trusted: true })
            await response.body?.cancel()
            return response.status
          },
          catch: () => new PushNotTaken({ status: 0 }),
        })
        return status === 429 || status >= 500 ? yield* new PushNotTaken({ status }) : status
      })

      const tell = Effect.fnUntraced(function* (browser: Browser, text: string) {
        const status = yield* post(browser, text).pipe(
          Effect.retry({
            schedule: pauses,
            times: triesMax - 1,
            while: (error) => error._tag === "PushNotTaken",
          }),
          Effect.catchTag("PushNotTaken", (error) => Effect.succeed(error.status)),
        )
        const taken = status >= 200 && status < 300
        const gone = status === 404 || status === 410
        if (gone) yield* sql`DELETE FROM push_subscriptions WHERE endpoint = ${browser.endpoint}`
        yield* Metric.update(
          Metric.withAttributes(outcomes, { outcome: taken ? "taken" : gone ? "gone" : "not_taken" }),
          1,
        )
        return taken
      })

      const tellUser = Effect.fnUntraced(function* (push: Push) {
        const browsers = yield* sql<Browser>`
          SELECT endpoint, p256dh, auth FROM push_subscriptions s JOIN users u ON u.id = s.user_id AND u.licensed
          JOIN sessions session ON session.id = s.session_id AND session.expires_at > now()
          WHERE s.user_id = ${push.userId}`
        const text = yield* textOf(push)
        const told = yield* Effect.forEach(browsers, (browser) => tell(browser, text), {
          concurrency: "unbounded",
        })
        return told.filter((taken) => taken).length
      })

      const untilNoneWaits = Effect.gen(function* () {
        let told = 0
        let [push] = yield* claim
        while (push) {
          const here = yield* online.users
          if (push.told && !here.has(push.userId)) told += yield* tellUser(push)
          push = (yield* claim)[0]
        }
        return told
      })

      const deliver = Effect.all(Array.from({ length: handsMax }, () => untilNoneWaits), {
        concurrency: handsMax,
      }).pipe(
        Effect.map((counts) => counts.reduce((sum, count) => sum + count, 0)),
        Effect.withSpan("PushDelivery.deliver"),
      )

      return PushDelivery.of({ deliver })
    }),
  )

  static readonly layerRunning = Layer.effectDiscard(PushDelivery.use(({ deliver }) =>
    deliver.pipe(
      Effect.catchCause((cause) => Effect.logWarning("pushes were not delivered", errorSummary(cause))),
      Effect.repeat(Schedule.spaced(lookEvery)),
      Effect.forkScoped,
    )
  )).pipe(Layer.provideMerge(PushDelivery.layer))
}
