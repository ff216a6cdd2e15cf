import { createVirtualizer, elementScroll } from "@tanstack/solid-virtual"
import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup, onMount } from "solid-js"
import type { Timeline } from "../sync/Timeline.ts"
import type { LogEntry } from "./buildEntries.ts"

/** Older items are asked for so far from the top, and new ones scroll in so near to the end. */
const olderBelow = 400
const endWithin = 120
const overscanEntries = 8
/** Rows are drawn and measured before a scroll position holds. */
const positionFrames = 3

const estimates: Record<LogEntry["kind"], number> = {
  day: 46,
  new: 36,
  event: 32,
  message: 56,
  note: 62,
  pending: 56,
}

export interface LogViewOptions {
  readonly entries: Accessor<ReadonlyArray<LogEntry>>
  readonly timeline: Timeline
  /** The item to open at, if it is not the "New" line or the end. */
  readonly startAt: number | null
  readonly scroller: () => HTMLDivElement | undefined
  readonly log: () => HTMLOListElement | undefined
}

/** Runs `then` some frames later, unless its owner is gone by then. */
const afterFrames = (count: number, then: () => void): void => {
  let frame = 0
  const next = (left: number) => {
    frame = requestAnimationFrame(() => left === 1 ? then() : next(left - 1))
  }
  next(count)
  onCleanup(() => cancelAnimationFrame(frame))
}

const createLogVirtualizer = (options: LogViewOptions, scroller: Accessor<HTMLDivElement | null>) =>
  createVirtualizer<HTMLDivElement, HTMLLIElement>({
    get count() {
      return options.entries().length
    },
    getScrollElement: scroller,
    estimateSize: (index) => estimates[options.entries()[index]?.kind ?? "message"],
    getItemKey: (index) => options.entries()[index]?.key ?? index,
    overscan: overscanEntries,
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: endWithin,
    paddingStart: 8,
    paddingEnd: 12,
    scrollToFn: (to, how, instance) => {
      // Older messages were put above, and the page does not know yet: without the height it would stop short.
      const log = options.log()
      if (log) log.style.height = `${instance.getTotalSize()}px`
      elementScroll(to, how, instance)
    },
  })

/**
 * Where a conversation is scrolled to: it opens at the "New" line or the end, stays at the end while it is there, loads
 * older messages near the top, and keeps its place when they come.
 */
export const createLogView = (options: LogViewOptions) => {
  const { entries, timeline } = options
  const [scroller, setScroller] = createSignal<HTMLDivElement | null>(null)
  const [offset, setOffset] = createSignal(0)
  const [atEnd, setAtEnd] = createSignal(true)
  const virtualizer = createLogVirtualizer(options, scroller)
  const indexOf = createMemo(() => new Map(entries().map((entry, index) => [entry.key, index])))
  /** The first message in sight and how far below the edge it is. */
  let anchor: { readonly key: string; readonly top: number } | undefined
  /** Whether it stands where it opens: before that, being at the top says nothing. */
  let positioned = false

  /** Brings an item into the middle, once it is here. */
  const toItem = (seq: number) => {
    const index = entries().findIndex((entry) =>
      (entry.kind === "message" || entry.kind === "event") && entry.item.seq === seq
    )
    if (index >= 0) virtualizer.scrollToIndex(index, { align: "center" })
  }
  const toEnd = () => virtualizer.scrollToEnd()
  const follow = () => {
    const element = scroller()
    if (!element) return
    const { scrollTop, scrollHeight, clientHeight } = element
    setOffset(scrollTop)
    setAtEnd(scrollHeight - scrollTop - clientHeight <= endWithin)
    const first = virtualizer.getVirtualItems()
      .find((item) => item.end > scrollTop && entries()[item.index]?.kind !== "day")
    anchor = first && { key: String(first.key), top: first.start - scrollTop }
    if (positioned && scrollTop < olderBelow) void timeline.loadOlder()
  }

  onMount(() => {
    // Not in a ref: before it is in the document an element has no window, and nothing would observe its size.
    setScroller(options.scroller() ?? null)
    const line = indexOf().get("new")
    if (options.startAt !== null) {
      // At the very top nothing scrolls, and nobody would tell.
      setAtEnd(false)
      toItem(options.startAt)
    } else if (line === undefined) toEnd()
    else virtualizer.scrollToIndex(line, { align: "start" })
    afterFrames(positionFrames, () => {
      positioned = true
      follow()
    })
  })
  createEffect(() => {
    const element = scroller()
    if (!element) return
    // The composer grew or the keyboard came: what was at the end stays there.
    const observer = new ResizeObserver(() => atEnd() && toEnd())
    observer.observe(element)
    onCleanup(() => observer.disconnect())
  })
  // The virtualizer keeps the row at the edge in its place, but a date separator there goes away when older messages
  // of that day come: then the message below it keeps its place.
  createEffect(on(() => timeline.items()[0]?.seq ?? 0, (seq, before) => {
    const index = anchor && indexOf().get(anchor.key)
    const start = index === undefined ? undefined : virtualizer.measurementsCache[index]?.start
    if (before !== undefined && seq < before && anchor && start !== undefined) {
      scroller()?.scrollTo({ top: start - anchor.top })
    }
    return seq
  }))
  // A page may end within reach of the top: look again once it has its place.
  createEffect(on(() => timeline.items().length, () => afterFrames(positionFrames, follow), { defer: true }))

  return { virtualizer, indexOf, offset, atEnd, toEnd, toItem, follow }
}
