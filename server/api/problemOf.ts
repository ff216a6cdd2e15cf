import { Effect } from "effect"
import type { Refusal } from "../../domain/conversation/Refusal.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
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
    case "not_queued":
    case "assigned_meanwhile":
    case "changed_meanwhile":
      return new Conflict({ code, detail })
    case "too_many_requests":
      return new TooManyRequests({ detail })
    case "invalid_number":
      return new Unprocessable({ code, detail })
  }
}

export const orProblem = Effect.mapError(problemOf)
