import type { BulkTarget } from "../../domain/inbox/Bulk.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { bulkItemOf } from "../sync/createBulk.ts"

/** Conversations that something is done to: how many, those of them that are loaded, and all of them for the server. */
export interface Chosen {
  readonly count: number
  readonly rows: ReadonlyArray<InboxRow>
  readonly target: BulkTarget
}

/** These as they are now. */
export const chosenRows = (rows: ReadonlyArray<InboxRow>): Chosen => ({
  count: rows.length,
  rows,
  target: { _tag: "Named", items: rows.map(bulkItemOf) },
})

/** Whether all of them are put aside: what puts others aside brings these back. */
export const areAside = (rows: ReadonlyArray<InboxRow>): boolean =>
  rows.length > 0 && rows.every((row) => row.aside !== undefined)
