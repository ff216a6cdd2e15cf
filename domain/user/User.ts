import { Schema } from "effect"
import { Uuid } from "../Uuid.ts"

export const UserId = Uuid.pipe(Schema.brand("UserId"))
export type UserId = typeof UserId.Type

export const Role = Schema.Literals(["admin", "standard"])
export type Role = typeof Role.Type

/** An agent, as every desk of the workspace sees them. Only a licensed one may sign in or own conversations. */
export const User = Schema.Struct({
  id: UserId,
  email: Schema.NonEmptyString,
  name: Schema.NonEmptyString,
  role: Role,
  licensed: Schema.Boolean,
})
export type User = typeof User.Type
