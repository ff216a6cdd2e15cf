import { Schema } from "effect"

/** ISO 8601 in UTC, such as `2026-03-01T12:00:00.000Z`. */
export const Timestamp = Schema.String.annotate({ format: "date-time" })

/** Epoch milliseconds as the public API writes them. */
export const timestampOf = (at: number): string => new Date(at).toISOString()

export const timestampOrNull = (at: number | null): string | null => at === null ? null : timestampOf(at)
