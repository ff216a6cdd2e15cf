import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { Label } from "../../domain/label/Label.ts"

/** The labels of a conversation that are in use, in the order in which they were put on. */
export const labelsOf = (row: InboxRow, inUse: ReadonlyArray<Label>): ReadonlyArray<Label> =>
  row.labels?.flatMap((id) => inUse.find((label) => label.id === id) ?? []) ?? []
