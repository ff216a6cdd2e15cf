import { Schema, SchemaTransformation } from "effect"

const Uuid = Schema.String.check(Schema.isUUID())

/** An id that a caller gave. A UUID means the same in capitals: ids are compared in small letters. */
export const GivenUuid = <Id extends Schema.Top & { readonly Encoded: string }>(id: Id) =>
  Uuid.pipe(Schema.decodeTo(id, SchemaTransformation.toLowerCase()))
