import { Context, Effect, Layer, Option, Redacted } from "effect"
import { Headers, HttpServerRequest } from "effect/http"
import { HttpApiMiddleware, HttpApiSecurity, OpenApi } from "effect/http-api"
import { RateLimiter } from "effect/persistence"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { recordUnknownKey } from "../audit/recordRefusal.ts"
import { botCalling, callsOfBots } from "../bots/botCalling.ts"
import { Directory } from "../directory/Directory.ts"
import { Sessions } from "../session/Sessions.ts"
import { Forbidden, KeyRequired, TooManyRequests } from "./ApiProblems.ts"

/** A bucket per key: `limit` requests at once, refilled evenly within `windowMillis`. */
export interface ApiRate {
  readonly limit: number
  readonly windowMillis: number
}

/** 1,000 at once and 200 a second: far above what one program needs, far below what slows the desk for others. */
export const ApiRate = Context.Reference<ApiRate>("desk/server/api/ApiRate", {
  defaultValue: () => ({ limit: 1_000, windowMillis: 5_000 }),
})

const keyMissing = new KeyRequired({
  detail:
    "Send your API key with the request: `Authorization: Bearer <key>`. Signing in with a browser does not count here.",
})
const tooMany = new TooManyRequests({
  detail: "This key sends too many requests. Wait a second and go on slower.",
})

const notForBots = new Forbidden({
  code: "not_allowed",
  detail: "The key of a bot is for reading and answering the conversations in which it is active.",
})

/**
 * Who calls the public API. Only keys count: a browser sends cookies by itself, also for pages of others, whereas a key
 * is sent by who knows it, so that no call needs protection against forged requests.
 */
export class ApiKey extends HttpApiMiddleware.Service<ApiKey, { provides: CurrentUser }>()(
  "desk/server/api/ApiKey",
  {
    security: {
      apiKey: HttpApiSecurity.bearer.pipe(
        HttpApiSecurity.annotate(
          OpenApi.Description,
          "The API key of a user: a call sees and may do what they may; or of a bot, in the conversations in which it is active: " +
            `${[...callsOfBots].map((call) => `\`${call}\``).join(", ")}, and the files of their messages.`,
        ),
      ),
    },
    error: [KeyRequired, Forbidden, TooManyRequests],
  },
) {
  /** The limiter remembers only keys that were issued, so that its memory is bounded by their number. */
  static readonly layer = Layer.effect(
    ApiKey,
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const directory = yield* Directory
      const limiter = yield* RateLimiter.make
      const { limit, windowMillis } = yield* ApiRate
      const audited = yield* Effect.context<AuditLog | Directory>()
      return ApiKey.of({
        apiKey: Effect.fnUntraced(function* (answer, { credential, endpoint }) {
          const request = yield* HttpServerRequest.HttpServerRequest
          const address = Option.getOrNull(request.remoteAddress)
          const key = Redacted.value(credential)
          if (!/^\S+$/.test(key)) return yield* keyMissing
          const bot = botCalling(yield* directory.snapshot, key)
          if (bot && !callsOfBots.has(endpoint.identifier)) return yield* notForBots
          const known = bot ??
            (yield* sessions.resolve(Headers.fromInput({ authorization: `Bearer ${key}` })).pipe(
              Effect.tapError(() => Effect.provide(recordUnknownKey(address), audited)),
              Effect.mapError(({ message }) => new KeyRequired({ detail: message })),
            ))
          const caller = { ...known, address }
          yield* limiter.consume({
            algorithm: "token-bucket",
            key: caller.sessionId,
            limit,
            window: windowMillis,
          }).pipe(Effect.mapError(() => tooMany))
          return yield* Effect.provideService(answer, CurrentUser, caller)
        }),
      })
    }),
  ).pipe(Layer.provide(RateLimiter.layerStoreMemory))
}
