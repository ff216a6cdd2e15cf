import { Effect, Layer } from "effect"
import { Authentication, CurrentUser } from "../../domain/rpc/Authentication.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { recordRefusal } from "../audit/recordRefusal.ts"
import { Sessions } from "./Sessions.ts"

/** Checks the session on every call of a socket, by the headers that its upgrade request had (AUTH-3). */
export const AuthenticationLive = Layer.effect(
  Authentication,
  Effect.gen(function* () {
    const sessions = yield* Sessions
    const audit = yield* AuditLog
    return Authentication.of((effect, { headers, rpc }) =>
      Effect.flatMap(sessions.resolve(headers), (caller) =>
        effect.pipe(
          Effect.provideService(CurrentUser, caller),
          Effect.tapError((error) =>
            recordRefusal(caller, rpc._tag, error).pipe(Effect.provideService(AuditLog, audit))
          ),
        ))
    )
  }),
)
