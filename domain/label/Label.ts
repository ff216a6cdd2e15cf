import { Schema } from "effect"
import { Uuid } from "../Uuid.ts"

/** Labels that one workspace has at most, and a conversation carries. */
export const labelsMax = 100
export const labelsCarriedMax = 10
export const labelNameMax = 30

export const LabelId = Uuid.pipe(Schema.brand("LabelId"))
export type LabelId = typeof LabelId.Type

/** Each is a pair of colours that can be read in light and in dark; the name always stands with it. */
export const LabelColour = Schema.Literals([
  "blue",
  "green",
  "orange",
  "pink",
  "teal",
  "purple",
  "yellow",
  "grey",
])
export type LabelColour = typeof LabelColour.Type

/** What admins decide about a label. */
export const LabelSettings = Schema.Struct({
  name: Schema.String.check(Schema.isPattern(/\S/), Schema.isMaxLength(labelNameMax)),
  colour: LabelColour,
})
export type LabelSettings = typeof LabelSettings.Type

/** A word of the workspace that conversations are sorted by (LIFE-3). */
export const Label = Schema.Struct({ id: LabelId, ...LabelSettings.fields })
export type Label = typeof Label.Type

/** A label as it was called then. */
export const LabelMark = Schema.Struct({ id: LabelId, name: Schema.String })
export type LabelMark = typeof LabelMark.Type
