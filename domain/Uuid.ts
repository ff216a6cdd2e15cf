import { Schema } from "effect"

/** A UUID in its one canonical spelling: two spellings of an id would be two actors, or two messages. */
export const Uuid = Schema.String.check(
  Schema.isPattern(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, {
    message: "expected a UUID in lower case",
  }),
)
