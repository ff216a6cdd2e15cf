import { createVirtualizer, elementScroll } from "@tanstack/solid-virtual"
import ArrowDown from "lucide-solid/icons/arrow-down"
import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show } from "solid-js"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { contactName } from "../contact/contactName.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import type { Timeline } from "../sync/Timeline.ts"
import { Button } from "../ui/Button.tsx"
import { dayLabel } from "../ui/DeskTime.ts"
import { buildEntries, firstUnread, type LogEntry } from "./buildEntries.ts"
import { LogLine } from "./LogLine.tsx"
import styles from "./MessageLog.module.css"

/** Older items are asked for so far from the top, and new ones scroll in so near to the end. */
const olderBelow = 400
const endWithin = 120
const overscanEntries = 8
const endPadding = 12
/** Rows are drawn and measured before a scroll position holds. */
const positionFrames = 3

const estimates: Record<LogEntry["kind"], number> = { day: 46, new: 36, event: 32, message: 56, pending: 56 }

/** Runs `then` some frames later, unless its owner is gone by then. */
const afterFrames = (count: number, then: () => void): void => {
  let frame = 0
  const next = (left: number) => {
    frame = requestAnimationFrame(() => left === 1 ? then() : next(left - 1))
  }
  next(count)
  onCleanup(() => cancelAnimationFrame(frame))
}

export interface MessageLogProps {
  readonly row: InboxRow
  readonly timeline: Timeline
  readonly unreadAtOpen: number
}

export const MessageLog = (props: MessageLogProps) => {
  const desk = useDesk()
  const screen = useScreen()
  let element: HTMLDivElement | undefined
  let log: HTMLOListElement | undefined
  const [scroller, setScroller] = createSignal<HTMLDivElement | null>(null)
  const [offset, setOffset] = createSignal(0)
  const [atEnd, setAtEnd] = createSignal(true)
  const items = () => props.timeline.items()
  const newFrom = firstUnread(items(), props.unreadAtOpen)
  const pending = createMemo(() =>
    desk.outbox.entries().filter((entry) => entry.conversationId === props.row.id)
  )
  const entries = createMemo(() => buildEntries({ items: items(), pending: pending(), newFrom }))
  const indexOf = createMemo(() => new Map(entries().map((entry, index) => [entry.key, index])))

  const virtualizer = createVirtualizer<HTMLDivElement, HTMLLIElement>({
    get count() {
      return entries().length
    },
    getScrollElement: scroller,
    estimateSize: (index) => estimates[entries()[index]?.kind ?? "message"],
    getItemKey: (index) => entries()[index]?.key ?? index,
    overscan: overscanEntries,
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: endWithin,
    paddingStart: 8,
    paddingEnd: endPadding,
    scrollToFn: (to, options, instance) => {
      // Older messages were put above, and the page does not know yet: without the height it would stop short.
      if (log) log.style.height = `${instance.getTotalSize()}px`
      elementScroll(to, options, instance)
    },
  })
  const starts = createMemo(() =>
    new Map(virtualizer.getVirtualItems().map((item) => [String(item.key), item.start]))
  )
  const visible = createMemo(() => [...starts().keys()])

  /** The first message in sight and how far below the edge it is. */
  let anchor: { readonly key: string; readonly top: number } | undefined
  /** Whether it stands where it opens: before that, being at the top says nothing. */
  let positioned = false
  const toEnd = () => virtualizer.scrollToEnd()
  const follow = () => {
    const element = scroller()
    if (!element) return
    setOffset(element.scrollTop)
    const first = virtualizer.getVirtualItems().find((item) =>
      item.end > element.scrollTop && entries()[item.index]?.kind !== "day"
    )
    anchor = first && { key: String(first.key), top: first.start - element.scrollTop }
    setAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight <= endWithin)
    if (positioned && element.scrollTop < olderBelow) void props.timeline.loadOlder()
  }

  onMount(() => {
    // Not in a ref: before it is in the document an element has no window, and nothing would observe its size.
    setScroller(element ?? null)
    const index = newFrom === null ? undefined : indexOf().get("new")
    if (index === undefined) toEnd()
    else virtualizer.scrollToIndex(index, { align: "start" })
    if (screen.takeEntering()) element?.focus({ preventScroll: true })
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
  createEffect(on(() => items()[0]?.seq ?? 0, (seq, before) => {
    const index = anchor && indexOf().get(anchor.key)
    const start = index === undefined ? undefined : virtualizer.measurementsCache[index]?.start
    if (before !== undefined && seq < before && anchor && start !== undefined) {
      element?.scrollTo({ top: start - anchor.top })
    }
    return seq
  }))
  // A page may end within reach of the top: look again once it has its place.
  createEffect(on(() => items().length, () => afterFrames(positionFrames, follow), { defer: true }))
  // What one writes is always in sight.
  createEffect(on(() => pending().length, (count, before) => {
    if (count > (before ?? 0)) queueMicrotask(toEnd)
    return count
  }, { defer: true }))

  const newest = createMemo(() => items().at(-1)?.seq ?? 0)
  const [seen, setSeen] = createSignal(0)
  createEffect(() => {
    if (atEnd()) setSeen(newest())
  })
  const unseen = createMemo(() =>
    items().filter((item) => item.seq > seen() && item._tag === "Message" && item.direction === "in").length
  )

  /** The day at the top edge, where its separator has scrolled out. */
  const stickyDay = createMemo(() => {
    const top = offset() + 8
    const item = virtualizer.getVirtualItems().find((it) => it.end > top)
    const entry = item && entries()[item.index]
    return entry && entry.kind !== "day" && offset() > 0 ? dayLabel(entry.at, desk.clock.now()) : null
  })

  return (
    <div class={styles.frame}>
      <Show when={stickyDay()}>
        {(label) => (
          <div class={styles.sticky} aria-hidden="true">
            <span class={styles.day}>{label()}</span>
          </div>
        )}
      </Show>
      <div id="messages" ref={element} class={styles.scroller} tabindex="0" onScroll={follow}>
        <Show when={props.timeline.olderFailed()}>
          <div class={styles.older}>
            Older messages did not load.
            <Button variant="link" onClick={() => void props.timeline.loadOlder()}>Try again</Button>
          </div>
        </Show>
        <ol
          ref={log}
          role="log"
          aria-label={`Messages with ${contactName(props.row)}`}
          aria-live="off"
          aria-busy={props.timeline.loadingOlder()}
          class={styles.log}
          style={{ height: `${virtualizer.getTotalSize()}px` }}
        >
          <For each={visible()}>
            {(key) => {
              const index = () => indexOf().get(key) ?? 0
              return (
                <Show when={entries()[index()]}>
                  {(entry) => (
                    <li
                      class={styles.line}
                      data-index={index()}
                      style={{ transform: `translateY(${starts().get(key) ?? 0}px)` }}
                      ref={(element) => queueMicrotask(() => virtualizer.measureElement(element))}
                    >
                      <LogLine entry={entry()} row={props.row} />
                    </li>
                  )}
                </Show>
              )
            }}
          </For>
        </ol>
      </div>
      <Show when={!atEnd() && unseen() > 0}>
        <button type="button" class={styles.pill} onClick={toEnd}>
          <ArrowDown />
          {unseen() === 1 ? "1 new message" : `${unseen()} new messages`}
        </button>
      </Show>
    </div>
  )
}
