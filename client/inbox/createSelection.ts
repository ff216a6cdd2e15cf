import { Result } from "effect"
import { type Accessor, createEffect, createMemo, createSignal, on } from "solid-js"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { BulkTarget, namedMax } from "../../domain/inbox/Bulk.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { ConversationList } from "../sync/ConversationList.ts"
import { bulkItemOf } from "../sync/createBulk.ts"
import type { Desk } from "../sync/createDesk.ts"

/** The checked rows of the list, or all that match it but some (ASSIGN-6). */
export interface Selection {
  /** Whether rows show their checkbox without being pointed at. */
  readonly active: Accessor<boolean>
  /** Leaving the mode clears the selection. */
  readonly setActive: (active: boolean) => void
  readonly count: Accessor<number>
  /** How many conversations match the list; null while that is not known. */
  readonly total: Accessor<number | null>
  readonly has: (id: ConversationId) => boolean
  readonly toggle: (id: ConversationId) => void
  /** Checks everything from the row that was checked last up to this one. */
  readonly extendTo: (id: ConversationId) => void
  readonly selectAll: () => void
  readonly clear: () => void
  /** Those of the checked rows that are loaded, in the order of the list. */
  readonly rows: Accessor<ReadonlyArray<InboxRow>>
  /** The checked conversations as they are now. */
  readonly target: () => BulkTarget
}

interface Picked {
  /** Whether everything that matches is chosen, and `ids` is what is left out. */
  readonly all: boolean
  readonly ids: ReadonlySet<ConversationId>
}

const nothing: Picked = { all: false, ids: new Set() }

/** How many match: known where the list is loaded to its end, else asked once the first row is checked. */
const createTotal = (desk: Desk, list: Accessor<ConversationList>, wanted: Accessor<boolean>) => {
  const [counted, setCounted] = createSignal<number | null>(null)
  createEffect(on(list, () => setCounted(null)))
  createEffect(() => {
    const asked = list()
    if (!wanted() || asked.complete() || counted() !== null || !desk.online()) return
    void desk.bulk.count(asked.query).then((answer) => {
      if (list() === asked && Result.isSuccess(answer)) setCounted(answer.success)
    })
  })
  return () => list().complete() ? list().size() : counted()
}

export const createSelection = (desk: Desk, list: Accessor<ConversationList>): Selection => {
  const [mode, setMode] = createSignal(false)
  const [picked, setPicked] = createSignal(nothing)
  let anchor: ConversationId | null = null

  const has = (id: ConversationId) => picked().ids.has(id) !== picked().all
  // What has left the list is no longer chosen.
  const rows = createMemo(() => {
    const { all, ids } = picked()
    if (!all && ids.size === 0) return []
    return list().ids().filter(has).flatMap((id) => desk.rows.get(id) ?? [])
  })
  const total = createTotal(desk, list, () => picked().all || picked().ids.size > 0)
  const count = () => picked().all ? Math.max(0, (total() ?? 0) - picked().ids.size) : rows().length

  const clear = () => {
    setPicked(nothing)
    anchor = null
  }
  createEffect(on(list, () => {
    clear()
    setMode(false)
  }, { defer: true }))

  /** Each one by itself, up to as many as can be named. */
  const change = (ids: ReadonlyArray<ConversationId>, chosen: boolean) =>
    setPicked(({ all, ids: before }) => {
      const after = new Set(before)
      for (const id of ids) {
        if (chosen === all) after.delete(id)
        else if (after.size < namedMax) after.add(id)
      }
      return { all, ids: after }
    })

  return {
    active: () => mode() || count() > 0,
    setActive: (active) => {
      setMode(active)
      if (!active) clear()
    },
    count,
    total,
    has,
    toggle: (id) => {
      anchor = id
      change([id], !has(id))
    },
    extendTo: (id) => {
      const [from, to] = [list().indexOf(anchor ?? id), list().indexOf(id)]
      if (from < 0 || to < 0) change([id], true)
      else change(list().ids().slice(Math.min(from, to), Math.max(from, to) + 1), true)
      anchor ??= id
    },
    selectAll: () => {
      const ids = list().ids()
      if (list().complete() && ids.length <= namedMax) setPicked({ all: false, ids: new Set(ids) })
      else setPicked({ all: true, ids: new Set() })
    },
    clear,
    rows,
    target: () =>
      picked().all
        ? BulkTarget.make({ _tag: "Matching", filter: list().query, except: [...picked().ids] })
        : BulkTarget.make({ _tag: "Named", items: rows().map(bulkItemOf) }),
  }
}
