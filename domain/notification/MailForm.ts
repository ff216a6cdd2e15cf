import { Schema } from "effect"

/** A message's mail has one of two forms: with files, or without (NOTIFY-1). */
export const MailForm = Schema.Literals(["text", "media"])
export type MailForm = typeof MailForm.Type
