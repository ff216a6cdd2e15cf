import { createStore, produce, reconcile, unwrap } from "solid-js/store"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { ConversationChange } from "../../domain/inbox/DeskChange.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"

/** Called with the id of a row that was put, changed or taken away. */
export type RowListener = (id: ConversationId) => void

/**
 * The rows that the desk holds, whatever list or change brought them: domain/inbox/ConversationTable as a Solid store.
 * Of two copies of a row the higher version stays, and one that went out of sight is not brought back by an older copy.
 */
export interface RowTable {
  /** Tracked: re-runs when the row changes. */
  readonly get: (id: ConversationId) => InboxRow | undefined
  /** Not tracked, and cheap: for going through many. */
  readonly peek: (id: ConversationId) => InboxRow | undefined
  readonly put: (row: InboxRow) => void
  readonly apply: (change: ConversationChange) => void
  /** Takes away what someone may no longer see; no older copy brings it back. */
  readonly keepOnly: (seen: (row: InboxRow) => boolean) => void
  /** Not tracked. */
  readonly all: () => ReadonlyArray<InboxRow>
  /** Forgets everything but `keep`, whatever the versions. */
  readonly resetTo: (keep: ReadonlyArray<InboxRow>) => void
  readonly listen: (listener: RowListener) => () => void
}

export const createRowTable = (): RowTable => {
  const [rows, setRows] = createStore<Record<string, InboxRow>>({})
  const gone = new Map<ConversationId, number>()
  const listeners = new Set<RowListener>()

  const announce = (id: ConversationId) => {
    for (const listener of listeners) listener(id)
  }

  const remove = (id: ConversationId) =>
    setRows(produce((all) => {
      delete all[id]
    }))

  const put = (row: InboxRow) => {
    const known = rows[row.id]
    if (row.version < (known?.version ?? 0) || row.version <= (gone.get(row.id) ?? -1)) return
    if (known) setRows(row.id, reconcile(row))
    else setRows(row.id, row)
    announce(row.id)
  }

  return {
    get: (id) => rows[id],
    peek: (id) => unwrap(rows)[id],
    put,
    apply: (change) => {
      if (change._tag === "Changed") return put(change.row)
      if ((rows[change.id]?.version ?? -1) > change.version) return
      gone.set(change.id, Math.max(gone.get(change.id) ?? 0, change.version))
      remove(change.id)
      announce(change.id)
    },
    keepOnly: (seen) => {
      for (const row of Object.values(unwrap(rows))) {
        if (seen(row)) continue
        gone.set(row.id, row.version)
        remove(row.id)
        announce(row.id)
      }
    },
    all: () => Object.values(unwrap(rows)),
    resetTo: (keep) => {
      gone.clear()
      setRows(reconcile(Object.fromEntries(keep.map((row) => [row.id, row]))))
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
