import { Effect, Layer } from "effect"
import { Authentication, CurrentUser } from "../../domain/rpc/Authentication.ts"
import { Sessions } from "./Sessions.ts"

/** Checks the session on every call of a socket, by the headers that its upgrade request had (AUTH-3). */
export const AuthenticationLive = Layer.effect(
  Authentication,
  Sessions.use((sessions) =>
    Effect.succeed(
      Authentication.of((effect, { headers }) =>
        Effect.flatMap(sessions.resolve(headers), (caller) =>
          Effect.provideService(effect, CurrentUser, caller))
      ),
    )
  ),
)
