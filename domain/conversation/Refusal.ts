import { Schema } from "effect"

/** Why a command is not carried out. The codes are the public API's problem codes. */
export const RefusalCode = Schema.Literals([
  "not_found",
  "not_allowed",
  "sender_not_yours",
  "window_closed",
  "opted_out",
  "not_queued",
  "not_licensed",
  "invalid_number",
])
export type RefusalCode = typeof RefusalCode.Type

/** The desk understood what was asked and will not do it; `message` says why and what to do, in plain words. */
export class Refusal extends Schema.TaggedError<Refusal>()("Refusal", {
  code: RefusalCode,
  message: Schema.String,
}) {}
