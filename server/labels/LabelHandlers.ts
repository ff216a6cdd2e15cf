import { Effect } from "effect"
import { LabelRpcs } from "../../domain/rpc/LabelRpcs.ts"
import { adminOnly } from "../session/adminOnly.ts"
import { Labels } from "./Labels.ts"

export const LabelHandlersLive = LabelRpcs.toLayer(
  Effect.map(Labels.use(Effect.succeed), (labels) => ({
    "Label.add": ({ settings }) =>
      Effect.flatMap(adminOnly, (viewer) => Effect.map(labels.add(viewer, settings), (id) => ({ id }))),
    "Label.change": ({ id, next, seen }) =>
      Effect.flatMap(adminOnly, (viewer) => labels.change(viewer, id, seen, next)),
    "Label.retire": ({ id }) => Effect.flatMap(adminOnly, (viewer) => labels.retire(viewer, id)),
  })),
)
