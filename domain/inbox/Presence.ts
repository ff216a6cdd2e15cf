import { Schema } from "effect"
import { Uuid } from "../Uuid.ts"
import { ConversationId } from "../conversation/ConversationId.ts"
import { UserId } from "../user/User.ts"

/** A desk says again what it shows this often; the server forgets what was not said again for `lookLastsMillis`. */
export const lookEveryMillis = 10_000
export const lookLastsMillis = 25_000

/** What one open desk shows. */
export const Look = Schema.Struct({
  /** One open tab; named by itself. */
  desk: Uuid,
  /** The conversation that is open in front of the user; null when none is. */
  id: Schema.NullOr(ConversationId),
  writing: Schema.Boolean,
})
export type Look = typeof Look.Type

/** Someone who has a conversation open, on whichever of their desks. */
export const Viewing = Schema.Struct({ user: UserId, writing: Schema.Boolean })
export type Viewing = typeof Viewing.Type
