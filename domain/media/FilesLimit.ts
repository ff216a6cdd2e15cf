import { Schema } from "effect"

/** What a provider takes of files with an SMS, in bytes, where that is less than the desk lets through. */
export const FilesLimit = Schema.Struct({
  each: Schema.optionalKey(Schema.Int),
  inAll: Schema.optionalKey(Schema.Int),
})
export type FilesLimit = typeof FilesLimit.Type
