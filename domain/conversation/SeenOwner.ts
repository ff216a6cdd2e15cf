import { Schema } from "effect"
import { UserId } from "../user/User.ts"

/** The owner that an admin saw; null when it was nobody's. */
export const SeenOwner = Schema.Struct({ owner: Schema.NullOr(UserId) })
export type SeenOwner = typeof SeenOwner.Type
