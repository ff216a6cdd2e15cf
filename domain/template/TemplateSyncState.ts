import { Schema } from "effect"

/** How an account's registered templates were last read. */
export const TemplateSyncState = Schema.Struct({
  accountId: Schema.String,
  running: Schema.Boolean,
  /** When everything was last read, epoch milliseconds; null before the first time. */
  endedAt: Schema.NullOr(Schema.Int),
  /** How many there were then. */
  templates: Schema.Int,
  /** Why the last try did not read everything, and what to do; what was known before stays. */
  problem: Schema.NullOr(Schema.String),
})
export type TemplateSyncState = typeof TemplateSyncState.Type
