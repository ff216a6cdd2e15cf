import { Schema } from "effect"
import { UserId } from "../user/User.ts"

/** Why a command is not carried out. The codes are the public API's problem codes. */
export const RefusalCode = Schema.Literals([
  "not_found",
  "not_allowed",
  "sender_not_yours",
  "window_closed",
  "opted_out",
  "no_consent",
  "sender_unusable",
  "template_not_found",
  "template_not_approved",
  "template_paused",
  "template_wrong_channel",
  "no_media",
  "schedule_too_far",
  "not_queued",
  "not_failed",
  "not_licensed",
  "invalid_number",
  "file_refused",
  "assigned_meanwhile",
  "changed_meanwhile",
  "not_possible",
  "bot_not_active",
  "too_many_requests",
  "invalid_template",
  "template_value_missing",
  "template_value_invalid",
])
export type RefusalCode = typeof RefusalCode.Type

/** A part of what was asked for that is wrong, by its path, such as `template.values.order`. */
export const RefusedField = Schema.Struct({ path: Schema.String, message: Schema.String })
export type RefusedField = typeof RefusedField.Type

/** The desk understood what was asked and will not do it; `message` says why and what to do, in plain words. */
export class Refusal extends Schema.TaggedError<Refusal>()("Refusal", {
  code: RefusalCode,
  message: Schema.String,
  /** With `assigned_meanwhile`: who has the conversation now, and whether it was assigned to them or they answered. */
  holder: Schema.optionalKey(Schema.Struct({ user: Schema.NullOr(UserId), assigned: Schema.Boolean })),
  fields: Schema.optionalKey(Schema.Array(RefusedField)),
}) {}

/** What does not exist and what one may not see are refused alike, so that neither tells of the other (AUTH-4). */
export const noSuchConversation = new Refusal({
  code: "not_found",
  message: "There is no such conversation, or you may not see it.",
})

/** Of a bot's answer or hand-over after its turn was over (BOT-1). */
export const botTurnOver = new Refusal({
  code: "bot_not_active",
  message: "People have this conversation now: the bot is not active in it, and nothing was sent.",
})

/** EXPORT-1. */
export const notYoursToExport = new Refusal({
  code: "not_allowed",
  message: "Only admins and the owner can export this conversation.",
})

/** Of a Sender ID that is not shared with whoever starts a conversation, and of one that there is not, alike. */
export const senderNotShared = new Refusal({
  code: "sender_not_yours",
  message: "This Sender ID is not shared with you. Ask an admin.",
})
