import { Schema } from "effect"

/** What a customer asks for with a keyword: to opt out, to opt in again, or to be told whom they are talking with (OPT-2). */
export const KeywordIntent = Schema.Literals(["stop", "start", "help"])
export type KeywordIntent = typeof KeywordIntent.Type
