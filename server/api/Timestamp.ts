import { Schema, SchemaTransformation } from "effect"

/** ISO 8601 in UTC, such as `2026-03-01T12:00:00.000Z`. */
export const Timestamp = Schema.String.annotate({ format: "date-time" })

/** Epoch milliseconds as the public API writes them. */
export const timestampOf = (at: number): string => new Date(at).toISOString()

export const timestampOrNull = (at: number | null): string | null => at === null ? null : timestampOf(at)

const withZone = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/

/** A time that a program gives, with its zone, as epoch milliseconds. */
export const GivenTime = Schema.String.check(
  Schema.makeFilter((text: string) =>
    withZone.test(text) && Number.isFinite(Date.parse(text)) ||
    "expected a time with its zone, such as 2026-12-24T09:00:00Z"
  ),
).annotate({ format: "date-time" }).pipe(
  Schema.decodeTo(
    Schema.Int,
    SchemaTransformation.transform({ decode: (text) => Date.parse(text), encode: timestampOf }),
  ),
)
