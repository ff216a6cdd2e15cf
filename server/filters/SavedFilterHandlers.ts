import { Effect } from "effect"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { SavedFilterRpcs } from "../../domain/rpc/SavedFilterRpcs.ts"
import { SavedFilters } from "./SavedFilters.ts"

export const SavedFilterHandlersLive = SavedFilterRpcs.toLayer(
  Effect.map(SavedFilters.use(Effect.succeed), (filters) => ({
    "SavedFilter.add": ({ settings }) =>
      CurrentUser.use((viewer) => Effect.map(filters.add(viewer, settings), (id) => ({ id }))),
    "SavedFilter.change": ({ id, next, seen }) =>
      CurrentUser.use((viewer) => filters.change(viewer, id, seen, next)),
    "SavedFilter.remove": ({ id }) => CurrentUser.use((viewer) => filters.remove(viewer, id)),
  })),
)
