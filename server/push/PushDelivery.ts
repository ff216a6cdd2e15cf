import { PgClient } from "@effect/sql-pg"
import { Clock, Context, Effect, Layer, Metric, Schedule, Schema } from "effect"
import type { SqlError } from "effect/sql"
import { formatAddress } from "../../domain/contact/PhoneNumber.ts"
import type { Channel, SenderId } from "../../domain/sender/Sender.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { Directory } from "../directory/Directory.ts"
import { OnlineDesks } from "../feed/OnlineDesks.ts"
import { fetchOutside } from "../http/fetchOutside.ts"
import { encryptPush } from "./encryptPush.ts"
import { PushSubscriptions } from "./PushSubscriptions.ts"
import { vapidToken } from "./vapidToken.ts"

const claimedAtOnce = 50
const lookEvery = "1 second"
const sentAtOnce = 8
const answerWithinMillis = 10_000
/** For so long a push service keeps what it cannot deliver, and we what we could not hand over. */
const lastsSeconds = 60 * 60
const triesMax = 3
const triedAgainAfter = "2 seconds"

interface Push {
  readonly userId: UserId
  readonly conversationId: string
  readonly kind: "message" | "assigned"
  readonly byUser: UserId | null
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

const channelNames: Readonly<Record<Channel, string>> = { sms: "SMS", whatsapp: "WhatsApp" }

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
          DELETE FROM pushes WHERE id IN (SELECT id FROM pushes ORDER BY id LIMIT ${claimedAtOnce} FOR UPDATE SKIP LOCKED)
          RETURNING id, user_id, conversation_id, kind, by_user, created_at
        )
        SELECT p.user_id, p.conversation_id, p.kind, p.by_user, contact.name, c.reply_to AS address, c.sender_id, c.channel
        FROM claimed p JOIN conversations c ON c.id = p.conversation_id
        LEFT JOIN contact_phones phone ON phone.workspace_id = c.workspace_id AND phone.canonical = c.address
        LEFT JOIN contacts contact ON contact.id = phone.contact_id
        WHERE p.created_at > now() - make_interval(secs => ${lastsSeconds}) ORDER BY p.id`

      const textOf = Effect.fnUntraced(function* (push: Push) {
        const { senders, users } = yield* directory.snapshot
        const name = push.name ?? formatAddress(push.address)
        const by = push.byUser === null ? undefined : users.get(push.byUser)?.name
        return JSON.stringify({
          title: push.kind === "message"
            ? `New message from ${name}`
            : `${by ?? "An admin"} assigned you a conversation`,
          body: push.kind === "message"
            ? `${channelNames[push.channel]}, ${senders.get(push.senderId)?.label ?? ""}`
            : name,
          tag: push.conversationId,
          path: `/inbox/${push.conversationId}`,
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
            schedule: Schedule.spaced(triedAgainAfter),
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
          WHERE s.user_id = ${push.userId}`
        const text = yield* textOf(push)
        const told = yield* Effect.forEach(browsers, (browser) => tell(browser, text), {
          concurrency: sentAtOnce,
        })
        return told.filter((taken) => taken).length
      })

      const deliver = Effect.gen(function* () {
        const pushes = yield* claim
        if (pushes.length === 0) return 0
        const here = yield* online.users
        const away = pushes.filter(({ userId }) => !here.has(userId))
        const told = yield* Effect.forEach(away, tellUser, { concurrency: sentAtOnce })
        return told.reduce((sum, one) => sum + one, 0)
      }).pipe(Effect.withSpan("PushDelivery.deliver"))

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
