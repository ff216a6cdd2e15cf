import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, Option } from "effect"
import { createECDH } from "node:crypto"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { PushSubscription } from "../../domain/rpc/PushRpcs.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { SecretBox, type SecretUnreadable } from "../accounts/SecretBox.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { DeskConfig } from "../DeskConfig.ts"
import type { VapidKeys } from "./vapidToken.ts"

type Viewer = CurrentUser["Service"]

const keysPlace = "push_keys"
/** Browsers of one user; the oldest goes for an eleventh. */
export const browsersMax = 10

/** The push services of the browsers that there are: nobody makes the desk ask anything else (SSRF). */
const knownServices = [
  "fcm.googleapis.com",
  "android.googleapis.com",
  "push.services.mozilla.com",
  "push.apple.com",
  "notify.windows.com",
]

const unknownService = new Refusal({
  code: "not_possible",
  message: "The desk does not know the push service of this browser. Ask an admin.",
})
const noSession = new Refusal({ code: "not_possible", message: "Sign in with a browser to be told in it." })
const couldNotSave = orUnavailable("Push was not changed. Try again.")

/** Whether an address is one of a push service, or of a host that the operator named. */
export const isPushService = (endpoint: string, named: ReadonlyArray<string>): boolean => {
  if (!URL.canParse(endpoint)) return false
  const { host, hostname, protocol } = new URL(endpoint)
  if (named.includes(host)) return true
  return protocol === "https:" && host === hostname &&
    knownServices.some((known) => hostname === known || hostname.endsWith(`.${known}`))
}

/** The hosts of `PUSH_HOSTS`. */
export const namedHosts = (setting: Option.Option<string>): ReadonlyArray<string> =>
  Option.match(setting, { onNone: () => [], onSome: (hosts) => hosts.split(",").map((host) => host.trim()) })

/** Which browsers are told of messages while the desk is closed (NOTIFY-6). */
export class PushSubscriptions extends Context.Service<PushSubscriptions, {
  /** Made once for the installation, and kept sealed. */
  readonly keys: Effect.Effect<VapidKeys, Unavailable>
  readonly subscribe: (
    viewer: Viewer,
    subscription: PushSubscription,
  ) => Effect.Effect<void, Refusal | Unavailable>
  readonly unsubscribe: (viewer: Viewer, endpoint: string) => Effect.Effect<void, Unavailable>
}>()("desk/server/push/PushSubscriptions") {
  static readonly layer = Layer.effect(
    PushSubscriptions,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const box = yield* SecretBox
      const { pushHosts } = yield* DeskConfig
      const named = namedHosts(pushHosts)

      const readKeys = sql<{ readonly publicKey: string; readonly sealedPrivateKey: string }>`
        SELECT public_key, sealed_private_key FROM push_keys`

      const makeKeys = Effect.suspend(() => {
        const made = createECDH("prime256v1")
        const publicKey = made.generateKeys("base64url")
        // Of several nodes the first one's stay.
        return sql`INSERT INTO push_keys (public_key, sealed_private_key)
          VALUES (${publicKey}, ${
          box.seal(made.getPrivateKey("base64url"), keysPlace)
        }) ON CONFLICT DO NOTHING`
      })

      const load = Effect.gen(function* () {
        let [row] = yield* readKeys
        if (!row) {
          yield* makeKeys
          row = (yield* readKeys)[0]
        }
        if (!row) return yield* Effect.die("there is no key of push")
        const privateKey = yield* box.open(row.sealedPrivateKey, keysPlace).pipe(
          Effect.catchTag("SecretUnreadable", (error: SecretUnreadable) => Effect.die(error)),
        )
        return { publicKey: row.publicKey, privateKey }
      }).pipe(orUnavailable("Push could not be set up. Try again."))
      const known = yield* Effect.cachedWithTTL(load, "1 hour")

      const subscribe = Effect.fn("PushSubscriptions.subscribe")(
        function* ({ sessionId, user, workspaceId }: Viewer, { auth, endpoint, p256dh }: PushSubscription) {
          if (!isPushService(endpoint, named)) return yield* unknownService
          const added = yield* sql`
            INSERT INTO push_subscriptions (endpoint, workspace_id, user_id, session_id, p256dh, auth)
            SELECT ${endpoint}, ${workspaceId}, user_id, id, ${p256dh}, ${auth} FROM sessions
            WHERE id::text = ${sessionId} AND user_id = ${user.id}
            ON CONFLICT (endpoint) DO UPDATE SET workspace_id = excluded.workspace_id, user_id = excluded.user_id,
              session_id = excluded.session_id, p256dh = excluded.p256dh, auth = excluded.auth
            RETURNING endpoint`
          if (added.length === 0) return yield* noSession
          yield* sql`DELETE FROM push_subscriptions WHERE endpoint IN (
            SELECT endpoint FROM push_subscriptions WHERE user_id = ${user.id} AND endpoint <> ${endpoint}
            ORDER BY created_at DESC OFFSET ${browsersMax - 1})`
        },
        couldNotSave,
      )

      const unsubscribe = Effect.fn("PushSubscriptions.unsubscribe")(
        function* ({ user }: Viewer, endpoint: string) {
          yield* sql`DELETE FROM push_subscriptions WHERE endpoint = ${endpoint} AND user_id = ${user.id}`
        },
        couldNotSave,
      )

      return PushSubscriptions.of({ keys: known, subscribe, unsubscribe })
    }),
  )
}
