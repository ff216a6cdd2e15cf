import { Schema } from "effect"

/** Whether a contact was made, or one that there was already was edited. */
export const ContactChange = Schema.Literals(["added", "edited"])
export type ContactChange = typeof ContactChange.Type
