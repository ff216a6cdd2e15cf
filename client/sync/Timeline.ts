import { Result } from "effect"
import { type Accessor, createSignal } from "solid-js"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { mergeItems, type TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import type { AskError } from "../rpc/DeskLink.ts"

export const pageItems = 50
const firstPageMax = 200
/** Further back than this a message that was searched for is not loaded with everything after it. */
export const reachMax = 5_000

export interface ItemsQuery {
  readonly id: ConversationId
  readonly after: number
  readonly before: number | null
  readonly limit: number
}

export type TimelineStatus = "empty" | "loading" | "ready" | "failed" | "refused"

/** The loaded end of one conversation, without holes: from `items()[0]` to the newest. */
export interface Timeline {
  readonly id: ConversationId
  readonly items: Accessor<ReadonlyArray<TimelineItem>>
  readonly status: Accessor<TimelineStatus>
  /** Whether the first item of the conversation is here. */
  readonly complete: Accessor<boolean>
  readonly loadingOlder: Accessor<boolean>
  readonly olderFailed: Accessor<boolean>
  /** Loads the newest items: at least `unread` and some before them. `lastSeq` is the number of the newest. */
  readonly load: (lastSeq: number, unread: number) => Promise<void>
  readonly loadOlder: () => Promise<void>
  /** Loads older items until one with this number is here; whether it came. As far back as `reachMax` items. */
  readonly reach: (seq: number) => Promise<boolean>
  /** Items of a change or of an answer, in any order and more than once. */
  readonly merge: (items: ReadonlyArray<TimelineItem>) => void
  /** Asks again for everything that is shown: the changes in between were lost. */
  readonly refresh: () => Promise<void>
}

export interface TimelineOptions {
  readonly id: ConversationId
  readonly fetch: (query: ItemsQuery) => Promise<Result.Result<ReadonlyArray<TimelineItem>, AskError>>
}

export const createTimeline = ({ id, fetch }: TimelineOptions): Timeline => {
  const [items, setItems] = createSignal<ReadonlyArray<TimelineItem>>([])
  const [status, setStatus] = createSignal<TimelineStatus>("empty")
  const [complete, setComplete] = createSignal(false)
  const [loadingOlder, setLoadingOlder] = createSignal(false)
  const [olderFailed, setOlderFailed] = createSignal(false)
  let filling = false
  /** Changes that came while the first page was on its way. */
  let early: Array<TimelineItem> = []

  const firstSeq = () => items()[0]?.seq ?? 1
  const lastSeq = () => items().at(-1)?.seq ?? 0

  const put = (news: ReadonlyArray<TimelineItem>) => {
    setItems((before) => mergeItems(before, news))
    if (items().length > 0 && firstSeq() === 1) setComplete(true)
  }

  /** What stands between the newest item here and `to`: a change that did not follow on says that some are missing. */
  const fillUpTo = async (to: number) => {
    if (filling) return
    filling = true
    while (lastSeq() < to) {
      const result = await fetch({ id, after: lastSeq(), before: null, limit: firstPageMax })
      if (Result.isFailure(result) || result.success.length === 0) break
      put(result.success)
    }
    filling = false
  }

  const load = async (newest: number, unread: number) => {
    if (status() === "loading") return
    setStatus("loading")
    const limit = Math.min(firstPageMax, Math.max(pageItems, unread + pageItems / 2))
    const result = await fetch({ id, after: Math.max(0, newest - limit), before: null, limit: firstPageMax })
    if (Result.isFailure(result)) {
      setStatus(result.failure._tag === "Refusal" ? "refused" : "failed")
      return
    }
    put(result.success)
    put(early.filter((item) => item.seq >= firstSeq()))
    early = []
    setComplete(items().length === 0 || firstSeq() === 1)
    setStatus("ready")
  }

  return {
    id,
    items,
    status,
    complete,
    loadingOlder,
    olderFailed,
    load,
    loadOlder: async () => {
      if (loadingOlder() || complete() || status() !== "ready") return
      setLoadingOlder(true)
      const before = firstSeq()
      const result = await fetch({ id, after: 0, before, limit: pageItems })
      setOlderFailed(Result.isFailure(result))
      if (Result.isSuccess(result)) put(result.success)
      setLoadingOlder(false)
    },
    reach: async (seq) => {
      while (status() === "ready" && firstSeq() > seq && firstSeq() - seq < reachMax) {
        // A few items before it, so that it is seen in its place.
        const result = await fetch({
          id,
          after: Math.max(0, seq - pageItems),
          before: firstSeq(),
          limit: firstPageMax,
        })
        if (Result.isFailure(result) || result.success.length === 0) return false
        put(result.success)
      }
      return status() === "ready" && firstSeq() <= seq
    },
    merge: (news) => {
      if (status() !== "ready") {
        if (status() === "loading") early.push(...news)
        return
      }
      // Older items than those shown come with their page.
      const shown = news.filter((item) => item.seq >= firstSeq() || items().length === 0)
      const next = shown.reduce(
        (least, item) => item.seq > lastSeq() ? Math.min(least, item.seq) : least,
        Infinity,
      )
      if (next > lastSeq() + 1 && next !== Infinity) {
        void fillUpTo(Math.max(...shown.map((item) => item.seq)))
        put(shown.filter((item) => item.seq <= lastSeq()))
      } else put(shown)
    },
    refresh: async () => {
      if (status() === "loading") return
      const from = firstSeq()
      let after = from - 1
      while (true) {
        const result = await fetch({ id, after, before: null, limit: firstPageMax })
        if (Result.isFailure(result)) return
        put(result.success)
        const newest = result.success.at(-1)
        if (!newest || result.success.length < firstPageMax) return
        after = newest.seq
      }
    },
  }
}
