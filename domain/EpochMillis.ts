import { Schema } from "effect"

/** A time that a calendar has: what is beyond it is no time of a message. */
export const EpochMillis = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Date.UTC(9999, 0) }))
