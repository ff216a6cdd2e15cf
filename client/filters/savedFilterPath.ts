import type { SavedFilter, SavedFilterSettings } from "../../domain/inbox/SavedFilter.ts"
import { deskPath } from "../inbox/deskPath.ts"
import { filterQuery } from "../inbox/Filters.ts"

/** Where a saved filter leads: the inbox that it is of, with its filters. */
export const savedFilterPath = ({ filter }: Pick<SavedFilterSettings, "filter">): string =>
  deskPath(filter.view) + filterQuery(filter)

/** Shared ones are for admins to change; of their own everybody's desk has no others' (LIFE-3). */
export const mayChangeFilter = ({ shared }: SavedFilter, isAdmin: boolean): boolean => !shared || isAdmin
