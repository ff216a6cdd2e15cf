import { Schema } from "effect"

export const ControlInput = Schema.Struct({
  databaseUrl: Schema.String,
  clients: Schema.Int,
  seconds: Schema.Finite,
})

export const ControlResult = Schema.Struct({ perSecond: Schema.Finite })
export type ControlResult = typeof ControlResult.Type
