import type { ConversationId } from "../conversation/ConversationId.ts"
import { mergeItems, type TimelineItem } from "../conversation/TimelineItem.ts"
import type { UserId } from "../user/User.ts"
import type { ConversationChange } from "./DeskChange.ts"
import type { InboxRow } from "./InboxRow.ts"
import { belongsIn, compareRows, type InboxView } from "./InboxView.ts"

/**
 * The rows that a desk holds, whatever list or change brought them. A list is a question to this table, so a row can
 * neither stand in a list twice nor show an older state there than elsewhere.
 */
export interface ConversationTable {
  readonly rows: ReadonlyMap<ConversationId, InboxRow>
  /** Versions at which conversations went out of sight: an older copy must not bring them back. */
  readonly gone: ReadonlyMap<ConversationId, number>
}

export const emptyTable: ConversationTable = { rows: new Map(), gone: new Map() }

/** Whether a copy of a row is news to the table. Equal versions are taken: names of contacts change without a commit. */
export const isNewer = (table: ConversationTable, row: InboxRow): boolean =>
  row.version >= (table.rows.get(row.id)?.version ?? 0) && row.version > (table.gone.get(row.id) ?? -1)

export const withRow = (table: ConversationTable, row: InboxRow): ConversationTable =>
  isNewer(table, row) ? { ...table, rows: new Map(table.rows).set(row.id, row) } : table

/** The table after a change of the feed (SYNC-4). */
export const applyChange = (table: ConversationTable, change: ConversationChange): ConversationTable => {
  if (change._tag === "Changed") return withRow(table, change.row)
  if ((table.rows.get(change.id)?.version ?? -1) > change.version) return table
  const rows = new Map(table.rows)
  rows.delete(change.id)
  const version = Math.max(table.gone.get(change.id) ?? 0, change.version)
  return { rows, gone: new Map(table.gone).set(change.id, version) }
}

/** A timeline after a change of the feed. */
export const applyChangeToTimeline = (
  timeline: ReadonlyArray<TimelineItem>,
  id: ConversationId,
  change: ConversationChange,
): ReadonlyArray<TimelineItem> =>
  change._tag === "Changed" && change.row.id === id ? mergeItems(timeline, change.items) : timeline

/** The rows of a view, in its order. */
export const rowsIn = (table: ConversationTable, view: InboxView, me: UserId): ReadonlyArray<InboxRow> =>
  [...table.rows.values()].filter((row) => belongsIn(view, row, me)).sort(compareRows)
