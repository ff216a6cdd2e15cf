import { PgClient } from "@effect/sql-pg"
import { Cache, Context, Effect, Exit, Layer, Option, PubSub, Queue, Schedule, Schema, Stream } from "effect"
import { Headers } from "effect/http"
import { createHash } from "node:crypto"
import { CurrentUser, NotSignedIn } from "../../domain/rpc/Authentication.ts"
import { UserId } from "../../domain/user/User.ts"
import { Directory, type DirectorySnapshot } from "../directory/Directory.ts"
import { readSessionToken } from "./SessionCookie.ts"
import { SignIn } from "./SignIn.ts"

const cachedMax = 10_000
/** How long an ended session may still be taken for a lasting one on a node that was not told. */
const cachedFor = "5 seconds"
/** The PostgreSQL channel by which the database tells of ended sessions (migrations/0021_people.ts). */
const endedChannel = "sessions_ended"
const endedWaitingMax = 1024
const listenAgainAfter = "1 second"
/** When a session was used is kept to the minute. */
const seenEvery = "1 minute"
const sweepEvery = "1 hour"
const keyPrefix = "key:"

type Caller = CurrentUser["Service"]

/** What the database knows: who, until when (epoch milliseconds; never for an API key). */
interface Known {
  readonly sessionId: string
  readonly userId: UserId
  readonly endsAt: number
  /** From where the session was opened. */
  readonly address: string | null
}

const Row = Schema.Struct({
  sessionId: Schema.String,
  userId: UserId,
  endsAt: Schema.Number,
  address: Schema.NullOr(Schema.String),
})
const decodeRows = Schema.decodeUnknownEffect(Schema.Array(Row))

const sessionEnded = new NotSignedIn({
  message: "Your session ended. Sign in to go on; your drafts are kept.",
})
/** Of a session that lasts, but whose user may not use it. */
export const noLicence = new NotSignedIn({ message: "You have no licence to sign in. Ask an admin for one." })
const unknownKey = new NotSignedIn({ message: "The API key is not known." })

/** Says again on every call what the directory says now: the cache only remembers who it is. */
const callerOf = Effect.fnUntraced(function* (known: Known, { users }: DirectorySnapshot, now: number) {
  const user = users.get(known.userId)
  if (!user || known.endsAt <= now) return yield* sessionEnded
  if (!user.licensed) return yield* noLicence
  const { workspaceId, ...profile } = user
  const caller: Caller = { user: profile, workspaceId, sessionId: known.sessionId, address: known.address }
  return caller
})

/** Who calls, from the session cookie or an API key. */
export class Sessions extends Context.Service<Sessions, {
  /** Reads `cookie`, or `authorization: Bearer <apiKey>` which goes first. Asks the database once in 5 s per session. */
  readonly resolve: (headers: Headers.Headers) => Effect.Effect<Caller, NotSignedIn>
  /** Lets the next `resolve` ask the database: after the session of these headers was ended. */
  readonly forget: (headers: Headers.Headers) => Effect.Effect<void>
  /** Ids of sessions that were ended, on whichever node, at once; beyond 1,024 unread ones the oldest are left out. */
  readonly ended: Stream.Stream<string>
  /** Which of these sessions still last and may be used, in one query: for sockets, every 5 s. */
  readonly stillValid: (sessionIds: ReadonlyArray<string>) => Effect.Effect<ReadonlySet<string>>
}>()("desk/server/session/Sessions") {
  static readonly layer = Layer.effect(
    Sessions,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const directory = yield* Directory
      const signIn = yield* SignIn

      const readToken = (token: string) =>
        sql`
          WITH used AS (
            INSERT INTO session_uses AS known (session_id, used_at) SELECT id, now() FROM sessions WHERE token = ${token}
            ON CONFLICT (session_id) DO UPDATE SET used_at = now() WHERE known.used_at < now() - ${seenEvery}::interval
          )
          SELECT id AS "sessionId", user_id AS "userId", extract(epoch FROM expires_at)::float8 * 1000 AS "endsAt",
            ip_address AS address
          FROM sessions WHERE token = ${token}`

      const readKey = (hash: string) =>
        sql`
          SELECT ${keyPrefix} || encode(hash, 'hex') AS "sessionId", user_id AS "userId", 'Infinity'::float8 AS "endsAt",
            NULL::text AS address
          FROM api_keys WHERE hash = decode(${hash}, 'hex')`

      const lookup = (credential: string) =>
        (credential.startsWith(keyPrefix)
          ? readKey(credential.slice(keyPrefix.length))
          : readToken(credential)).pipe(
            Effect.flatMap(decodeRows),
            Effect.map((rows): Known | undefined => rows[0]),
            Effect.orDie,
          )

      /** A database that did not answer is asked again by the next call. */
      const known = yield* Cache.makeWith(lookup, {
        capacity: cachedMax,
        timeToLive: (exit) => (Exit.isSuccess(exit) ? cachedFor : "0 seconds"),
      })

      /** Bearer keys are looked up by their hash, and kept by it. */
      const credentialIn = (headers: Headers.Headers): string | undefined => {
        const authorization = Option.getOrElse(Headers.get(headers, "authorization"), () => "")
        const key = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
        if (key !== undefined) return keyPrefix + createHash("sha256").update(key).digest("hex")
        return readSessionToken(Option.getOrElse(Headers.get(headers, "cookie"), () => ""), signIn.cookie)
      }

      const resolve = Effect.fn("Sessions.resolve")(function* (headers: Headers.Headers) {
        const credential = credentialIn(headers)
        if (credential === undefined) return yield* sessionEnded
        const found = yield* Cache.get(known, credential)
        if (!found) return yield* credential.startsWith(keyPrefix) ? unknownKey : sessionEnded
        return yield* callerOf(found, yield* directory.snapshot, Date.now())
      })

      const forget = Effect.fn("Sessions.forget")(function* (headers: Headers.Headers) {
        const credential = credentialIn(headers)
        if (credential !== undefined) yield* Cache.invalidate(known, credential)
      })

      const ended = yield* Effect.acquireRelease(
        PubSub.sliding<string>({ capacity: endedWaitingMax }),
        PubSub.shutdown,
      )
      const listen = Effect.gen(function* () {
        const notifications = yield* sql.listen(endedChannel)
        yield* Queue.takeAll(notifications).pipe(
          Effect.tap(Cache.invalidateAll(known)),
          Effect.flatMap((told) => PubSub.publishAll(ended, told.map(({ payload }) => payload))),
          Effect.forever,
        )
      }).pipe(Effect.scoped)
      yield* listen.pipe(
        Effect.tapError((error) => Effect.logWarning("Listening for ended sessions broke off", error)),
        Effect.retry(Schedule.spaced(listenAgainAfter)),
        Effect.forkScoped,
      )

      yield* sql`DELETE FROM sessions WHERE expires_at < now()`.pipe(
        Effect.catch((error) => Effect.logWarning("Expired sessions were not removed", error)),
        Effect.schedule(Schedule.spaced(sweepEvery)),
        Effect.forkScoped,
      )

      const stillValid = Effect.fn("Sessions.stillValid")(function* (sessionIds: ReadonlyArray<string>) {
        const keys = sessionIds.filter((id) => id.startsWith(keyPrefix)).map((id) =>
          id.slice(keyPrefix.length)
        )
        const ids = sessionIds.filter((id) => !id.startsWith(keyPrefix))
        const rows = yield* sql`
          WITH used AS (
            UPDATE session_uses SET used_at = now()
            WHERE session_id = ANY(${ids}::uuid[]) AND used_at < now() - ${seenEvery}::interval
          )
          SELECT id::text AS "sessionId", user_id AS "userId", extract(epoch FROM expires_at)::float8 * 1000 AS "endsAt",
            ip_address AS address
          FROM sessions WHERE id = ANY(${ids}::uuid[])
          UNION ALL
          SELECT ${keyPrefix} || encode(hash, 'hex'), user_id, 'Infinity', NULL
          FROM api_keys WHERE encode(hash, 'hex') = ANY(${keys}::text[])`.pipe(
          Effect.flatMap(decodeRows),
          Effect.orDie,
        )
        const snapshot = yield* directory.snapshot
        const now = Date.now()
        const valid = yield* Effect.filter(rows, (row) => Effect.isSuccess(callerOf(row, snapshot, now)))
        return new Set(valid.map((row) => row.sessionId))
      })

      return Sessions.of({ resolve, forget, ended: Stream.fromPubSub(ended), stillValid })
    }),
  )
}
