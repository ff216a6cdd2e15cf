import { Effect } from "effect"
import { HttpServerRequest } from "effect/http"
import type { Refusal } from "../../domain/conversation/Refusal.ts"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { recordRefusal } from "../audit/recordRefusal.ts"
import {
  Conflict,
  Forbidden,
  NotFound,
  ServiceUnavailable,
  TooManyRequests,
  Unprocessable,
} from "./ApiProblems.ts"

/** What a refused or failed command can answer over HTTP: for the `error` of an endpoint. */
export const refusals = [
  Forbidden,
  NotFound,
  Conflict,
  Unprocessable,
  TooManyRequests,
  ServiceUnavailable,
] as const

export type Refused = InstanceType<typeof refusals[number]>

/** The problem that tells of a refusal: its code stays the code. */
export const problemOf = (error: Refusal | Unavailable): Refused => {
  const detail = error.message
  if (error._tag === "Unavailable") return new ServiceUnavailable({ detail })
  const { code } = error
  switch (code) {
    case "not_found":
      return new NotFound({ detail })
    case "not_allowed":
    case "sender_not_yours":
    case "not_licensed":
      return new Forbidden({ code, detail })
    case "window_closed":
    case "opted_out":
    case "no_consent":
    case "sender_unusable":
    case "template_not_approved":
    case "template_paused":
    case "not_failed":
    case "not_queued":
    case "assigned_meanwhile":
    case "changed_meanwhile":
    case "not_possible":
    case "bot_not_active":
      return new Conflict({ code, detail })
    case "too_many_requests":
      return new TooManyRequests({ detail })
    case "invalid_number":
    case "file_refused":
    case "template_not_found":
    case "template_wrong_channel":
    case "no_media":
    case "schedule_too_far":
    case "invalid_template":
    case "template_value_missing":
    case "template_value_invalid":
      return new Unprocessable({ code, detail, ...(error.fields ? { errors: error.fields } : {}) })
  }
}

/** The method and the path of a request: what is searched for stands behind the question mark and is left out. */
const callOf = ({ method, url }: HttpServerRequest.HttpServerRequest): string =>
  `${method} ${url.split("?", 1).join("")}`.slice(0, 200)

const recorded = Effect.fnUntraced(function* (error: Refusal | Unavailable) {
  const request = yield* HttpServerRequest.HttpServerRequest
  yield* recordRefusal(yield* CurrentUser, callOf(request), error)
})

/** Refused access is in the audit log too (ADMIN-3). */
export const orProblem = <A, R>(effect: Effect.Effect<A, Refusal | Unavailable, R>) =>
  effect.pipe(Effect.tapError(recorded), Effect.mapError(problemOf))
