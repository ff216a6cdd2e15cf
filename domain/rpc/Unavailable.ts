import { Schema } from "effect"

/** The desk could not answer in time; nothing is lost, and asking again is safe. */
export class Unavailable
  extends Schema.TaggedError<Unavailable>()("Unavailable", { message: Schema.String }) {}
