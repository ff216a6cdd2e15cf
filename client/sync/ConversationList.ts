import { Result } from "effect"
import { type Accessor, batch, createSignal } from "solid-js"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { type InboxFilter, passesFilter } from "../../domain/inbox/InboxFilter.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { belongsIn, hasPins, unreadIn } from "../../domain/inbox/InboxView.ts"
import type { InboxPage, InboxQuery } from "../../domain/rpc/InboxRpcs.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { AskError } from "../rpc/DeskLink.ts"
import { comparePlaces, type Place, SortedRows } from "./SortedRows.ts"
import type { RowTable } from "./RowTable.ts"

export const pageRows = 50

export type ListQuery = InboxFilter

export type ListStatus = "empty" | "loading" | "ready" | "failed"

export interface ConversationList {
  readonly query: ListQuery
  /** All ids in the order of the list: for long lists ask for the size and the places instead. */
  readonly ids: Accessor<ReadonlyArray<ConversationId>>
  readonly size: Accessor<number>
  readonly idAt: (index: number) => ConversationId | null
  /** -1 where it is not in the list. */
  readonly indexOf: (id: ConversationId) => number
  readonly status: Accessor<ListStatus>
  /** Whether all rows of the view are here. */
  readonly complete: Accessor<boolean>
  /** How many rows changed above while the list was held still. */
  readonly waiting: Accessor<number>
  readonly loadMore: () => Promise<void>
  /** First page again; it and `keep` replace what the table held. The old rows stay on screen until it is here; false when it did not come. */
  readonly reload: (keep: ReadonlyArray<InboxRow>) => Promise<boolean>
  /** Held, rows keep their places and new ones wait: nothing moves under the pointer. */
  readonly hold: (held: boolean) => void
  /** A row that stays in an unread list although it has been read: the open one. */
  readonly retain: (id: ConversationId | null) => void
  readonly close: () => void
}

export interface ListOptions {
  readonly query: ListQuery
  readonly table: RowTable
  readonly me: UserId
  readonly fetch: (query: InboxQuery) => Promise<Result.Result<InboxPage, AskError>>
}

/** Where it stands among those that are not pinned: as the server's pages have them all. */
const naturalPlace = ({ id, lastActivityAt }: InboxRow): Place => ({ id, lastActivityAt, pinned: false })

/**
 * One list of the desk: the rows of the table that belong in it, down to the last place that was loaded. Rows below
 * that come with their page, so that the list has no holes whatever else brought rows into the table; those that are
 * pinned come with the first, and stand above it, once.
 */
export const createConversationList = (options: ListOptions): ConversationList => {
  const { query, table, me } = options
  const sorted = new SortedRows()
  const found = new Set<ConversationId>()
  const late = new Set<ConversationId>()
  const [revision, setRevision] = createSignal(0)
  const [status, setStatus] = createSignal<ListStatus>("empty")
  const [complete, setComplete] = createSignal(false)
  const [waiting, setWaiting] = createSignal(0)
  let cursor: string | null = null
  let horizon: Place | null = null
  let held = false
  let retained: ConversationId | null = null
  let round = 0

  // Of what a search found the order says how new it is.
  const isPinned = (row: InboxRow): boolean =>
    row.pinned === true && query.search === "" && hasPins(query.view)

  const admits = (row: InboxRow): boolean => {
    if (!passesFilter(query, row)) return false
    if (query.unreadOnly && unreadIn(query.view, row) === 0 && row.id !== retained) return false
    if (!belongsIn(query.view, row, me)) return false
    if (query.search !== "") return found.has(row.id)
    return complete() ||
      (horizon !== null && (isPinned(row) || comparePlaces(naturalPlace(row), horizon) <= 0))
  }

  const changed = () => {
    setWaiting(late.size)
    setRevision((before) => before + 1)
  }

  /** Whether a row on the screen would move by it. */
  const movesRows = (before: Place | undefined, next: Place): boolean => {
    const { places } = sorted
    if (!before) {
      const first = places.find(({ pinned }) => next.pinned || !pinned)
      return first !== undefined && (next.pinned || comparePlaces(next, first) < 0)
    }
    const at = sorted.indexOf(next.id)
    const [above, below] = [places[at - 1], places[at + 1]]
    return (above !== undefined && comparePlaces(above, next) > 0) ||
      (below !== undefined && comparePlaces(next, below) > 0)
  }

  /** Puts a row where it belongs; whether that changed anything. */
  const place = (id: ConversationId, row: InboxRow | undefined, still = held): boolean => {
    const before = sorted.find(id)
    if (!row || !admits(row)) {
      late.delete(id)
      return before !== undefined && sorted.remove(id)
    }
    const next = { ...naturalPlace(row), pinned: isPinned(row) }
    if (before && comparePlaces(before, next) === 0) return false
    if (still && movesRows(before, next)) {
      if (late.has(id)) return false
      late.add(id)
      return true
    }
    sorted.put(next)
    return true
  }

  const unlisten = table.listen((id) => {
    if (place(id, table.peek(id))) changed()
  })

  const take = (page: InboxPage) => {
    cursor = page.cursor
    setComplete(page.cursor === null)
    const last = page.rows.at(-1)
    if (last) horizon = naturalPlace(last)
    // Where nothing is shown yet nothing moves.
    const still = held && sorted.places.length > 0
    batch(() => {
      for (const row of page.rows) {
        found.add(row.id)
        table.put(row)
      }
      for (const row of page.pinned ?? []) table.put(row)
      for (const row of table.all()) place(row.id, row, still)
      changed()
      setStatus("ready")
    })
  }

  const fetchPage = async (from: string | null): Promise<InboxPage | null> => {
    const current = ++round
    setStatus("loading")
    const result = await options.fetch({ ...query, limit: pageRows, cursor: from })
    if (current !== round) return null
    if (Result.isSuccess(result)) return result.success
    setStatus("failed")
    return null
  }

  return {
    query,
    ids: () => {
      revision()
      return sorted.places.map((it) => it.id)
    },
    size: () => {
      revision()
      return sorted.places.length
    },
    idAt: (index) => {
      revision()
      return sorted.places[index]?.id ?? null
    },
    indexOf: (id) => {
      revision()
      return sorted.indexOf(id)
    },
    status,
    complete,
    waiting,
    loadMore: async () => {
      if (status() === "loading" || complete()) return
      const page = await fetchPage(cursor)
      if (page) take(page)
    },
    reload: async (keep) => {
      const page = await fetchPage(null)
      if (!page) return false
      sorted.clear()
      found.clear()
      late.clear()
      horizon = null
      table.resetTo([...keep, ...(page.pinned ?? []), ...page.rows])
      take(page)
      return true
    },
    hold: (next) => {
      held = next
      if (held || late.size === 0) return
      const ids = [...late]
      late.clear()
      for (const id of ids) place(id, table.peek(id))
      changed()
    },
    retain: (id) => {
      const before = retained
      retained = id
      if (before !== null && before !== id && place(before, table.peek(before))) changed()
    },
    close: unlisten,
  }
}
