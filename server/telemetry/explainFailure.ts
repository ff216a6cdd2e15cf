import { Cause, Console, Effect } from "effect"
import { HttpServerError } from "effect/http"
import process from "node:process"

const portInUse = () =>
  `Port ${process.env["PORT"] ?? "8080"} is in use. Stop the program that uses it, or set PORT to another.`

const explain = (error: unknown): string => {
  if (error instanceof HttpServerError.ServeError) {
    const reason = String(error.cause)
    return reason.includes("EADDRINUSE") ? portInUse() : `The desk cannot listen: ${reason}`
  }
  return error instanceof Error ? error.message : String(error)
}

/** One plain line for the operator when the desk cannot start or go on; the whole cause only for a fault of ours. */
export const explainFailure = (cause: Cause.Cause<unknown>): Effect.Effect<void> => {
  if (Cause.hasInterruptsOnly(cause)) return Effect.void
  const known = cause.reasons.filter(Cause.isFailReason).map((reason) => explain(reason.error))
  return Console.error(
    known.length > 0 ? `\nConverse Desk stopped. ${known.join("\n")}` : Cause.pretty(cause),
  )
}
