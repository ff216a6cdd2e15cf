import { Result } from "effect"
import { createSignal } from "solid-js"
import type { RegisterEntry, RegisterQuery } from "../../domain/rpc/ConsentRpcs.ts"
import type { DeskCore } from "../sync/createDesk.ts"

const pageEntries = 100

/** Consents or opt-outs, newest first, from the first to where one has scrolled. */
export const createRegister = (desk: Pick<DeskCore, "link">, of: RegisterQuery["of"]) => {
  const [entries, setEntries] = createSignal<ReadonlyArray<RegisterEntry>>([])
  const [total, setTotal] = createSignal<number | null>(null)
  const [status, setStatus] = createSignal<"loading" | "ready" | "failed">("loading")
  const [search, setSearch] = createSignal("")
  const [cursor, setCursor] = createSignal<string | null>(null)
  /** An answer to an older question is none. */
  let asked = 0

  const ask = async (from: string | null) => {
    const mine = ++asked
    setStatus("loading")
    const query = { of, search: search(), limit: pageEntries, cursor: from }
    const answer = await desk.link.ask((client) => client["Consent.register"](query))
    if (mine !== asked) return
    if (Result.isFailure(answer)) return void setStatus("failed")
    const page = answer.success
    setEntries((before) => from === null ? page.entries : [...before, ...page.entries])
    setCursor(page.cursor)
    if (page.total !== null) setTotal(page.total)
    setStatus("ready")
  }

  return {
    entries,
    /** How many the search finds in all; null before the first answer. */
    total,
    status,
    search,
    hasMore: () => cursor() !== null,
    find: (text: string) => {
      setSearch(text)
      return ask(null)
    },
    reload: () => ask(null),
    loadMore: () => ask(cursor()),
  }
}

export type Register = ReturnType<typeof createRegister>
