import { Predicate } from "effect"
import { SqlError } from "effect/sql"

/** What to log of a failed reading or writing: its kind and PostgreSQL's message, never the row, which may hold a message's text. */
export const errorSummary = (error: unknown): string => {
  if (SqlError.isSqlError(error)) {
    const { cause } = error.reason
    return cause instanceof Error ? `${error.reason._tag}: ${cause.message}` : error.reason._tag
  }
  return Predicate.hasProperty(error, "_tag") ? String(error._tag) : "unknown error"
}
