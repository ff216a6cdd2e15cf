import { Result } from "effect"
import { createSignal } from "solid-js"
import type { AuditEntry } from "../../../domain/audit/AuditEntry.ts"
import type { AuditFilter } from "../../../domain/rpc/AuditRpcs.ts"
import { useDesk } from "../../sync/createDesk.ts"

const pageEntries = 100

export const everything: AuditFilter = { user: null, action: null, from: null, until: null }

/** The entries that a filter lets through, from the newest to where one has scrolled. */
export const createAuditList = () => {
  const desk = useDesk()
  const [filter, setFilter] = createSignal(everything)
  const [entries, setEntries] = createSignal<ReadonlyArray<AuditEntry>>([])
  const [status, setStatus] = createSignal<"loading" | "ready" | "failed">("loading")
  const [cursor, setCursor] = createSignal<string | null>(null)
  /** An answer to an older question is none. */
  let asked = 0

  const ask = async (from: string | null) => {
    const mine = ++asked
    setStatus("loading")
    const answer = await desk.link.ask((client) =>
      client["Audit.list"]({ ...filter(), limit: pageEntries, cursor: from })
    )
    if (mine !== asked) return
    if (Result.isFailure(answer)) return void setStatus("failed")
    const { cursor: next, entries: page } = answer.success
    setEntries((before) => from === null ? page : [...before, ...page])
    setCursor(next)
    setStatus("ready")
  }
  return {
    filter,
    entries,
    status,
    complete: () => cursor() === null && status() === "ready",
    /** The newest of what is wanted. */
    find: (wanted: AuditFilter) => {
      setFilter(wanted)
      return ask(null)
    },
    reload: () => ask(null),
    loadMore: () => ask(entries().length === 0 ? null : cursor()),
  }
}

export type AuditList = ReturnType<typeof createAuditList>
