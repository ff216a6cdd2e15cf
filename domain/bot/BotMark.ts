import { Schema } from "effect"
import { Uuid } from "../Uuid.ts"

export const BotId = Uuid.pipe(Schema.brand("BotId"))
export type BotId = typeof BotId.Type

/** A bot as messages and timeline items name it: as it was called then. */
export const BotMark = Schema.Struct({ id: BotId, name: Schema.String })
export type BotMark = typeof BotMark.Type
