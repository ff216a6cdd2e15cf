import { Schema } from "effect"

/** As what a conversation is written down: both together come as one .zip. */
export const TranscriptFormat = Schema.Literals(["pdf", "text", "both"])
export type TranscriptFormat = typeof TranscriptFormat.Type
