import { Schema, Struct } from "effect"
import { Uuid } from "../Uuid.ts"
import { InboxFilter } from "./InboxFilter.ts"

/** So many a user has of their own, and so many all of a workspace share. */
export const savedFiltersMax = 30
export const savedFilterNameMax = 40

export const SavedFilterId = Uuid.pipe(Schema.brand("SavedFilterId"))
export type SavedFilterId = typeof SavedFilterId.Type

/** What is decided about a saved filter. It holds no rows: what it shows is what its user may see (AUTH-4). */
export const SavedFilterSettings = Schema.Struct({
  name: Schema.String.check(Schema.isPattern(/\S/), Schema.isMaxLength(savedFilterNameMax)),
  /** For everybody in the workspace; admins decide about it. */
  shared: Schema.Boolean,
  filter: Schema.Struct(Struct.omit(InboxFilter.fields, ["search"])),
})
export type SavedFilterSettings = typeof SavedFilterSettings.Type

/** A list with its filters under a name (LIFE-3): one's own, or shared. */
export const SavedFilter = Schema.Struct({ id: SavedFilterId, ...SavedFilterSettings.fields })
export type SavedFilter = typeof SavedFilter.Type
