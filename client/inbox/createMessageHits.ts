import { Result } from "effect"
import { type Accessor, createEffect, createSignal, on, onCleanup } from "solid-js"
import type { MessageHit } from "../../domain/rpc/InboxRpcs.ts"
import type { Desk } from "../sync/createDesk.ts"

const pageHits = 20

export type HitsStatus = "none" | "searching" | "ready" | "failed"

/** Messages that hold what is searched for, page by page. */
export interface MessageHitsState {
  readonly hits: Accessor<ReadonlyArray<MessageHit>>
  readonly status: Accessor<HitsStatus>
  /** Whether older messages are still to be looked through. */
  readonly more: Accessor<boolean>
  readonly loadMore: () => Promise<void>
}

export const createMessageHits = (
  desk: Pick<Desk, "searchMessages" | "rows" | "directory">,
  search: Accessor<string>,
): MessageHitsState => {
  const [hits, setHits] = createSignal<ReadonlyArray<MessageHit>>([])
  const [status, setStatus] = createSignal<HitsStatus>("none")
  const [cursor, setCursor] = createSignal<string | null>(null)

  const loadMore = async () => {
    const asked = search()
    setStatus("searching")
    const answer = await desk.searchMessages({ search: asked, limit: pageHits, cursor: cursor() })
    if (asked !== search()) return
    if (Result.isFailure(answer)) return void setStatus("failed")
    setHits((before) => [...before, ...answer.success.hits])
    setCursor(answer.success.cursor)
    setStatus("ready")
  }

  // What goes out of sight goes here too, whether or not a list holds it (SYNC-3).
  onCleanup(desk.rows.listen((id) => {
    if (desk.rows.peek(id)) return
    if (hits().some(({ row }) => row.id === id)) setHits((all) => all.filter(({ row }) => row.id !== id))
  }))

  createEffect(on([search, () => desk.directory().me.role], ([text]) => {
    setHits([])
    setCursor(null)
    setStatus("none")
    if (text !== "") void loadMore()
  }))

  return { hits, status, more: () => cursor() !== null, loadMore }
}
