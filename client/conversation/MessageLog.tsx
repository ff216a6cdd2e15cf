import ArrowDown from "lucide-solid/icons/arrow-down"
import { type Accessor, createEffect, createMemo, createSignal, For, on, onMount, Show } from "solid-js"
import type { TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { contactName } from "../contact/contactName.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import type { Timeline } from "../sync/Timeline.ts"
import { Button } from "../ui/Button.tsx"
import { dayLabel } from "../ui/DeskTime.ts"
import { buildEntries, firstUnread } from "./buildEntries.ts"
import { createLogView } from "./createLogView.ts"
import { LogLine } from "./LogLine.tsx"
import styles from "./MessageLog.module.css"

export interface MessageLogProps {
  readonly row: InboxRow
  readonly timeline: Timeline
  readonly unreadAtOpen: number
}

/** How many incoming messages came since the end was last in sight. */
const createUnseen = (
  items: Accessor<ReadonlyArray<TimelineItem>>,
  atEnd: Accessor<boolean>,
): Accessor<number> => {
  const [seen, setSeen] = createSignal(0)
  const newest = createMemo(() => items().at(-1)?.seq ?? 0)
  createEffect(() => {
    if (atEnd()) setSeen(newest())
  })
  return createMemo(() =>
    items().filter((item) => item.seq > seen() && item._tag === "Message" && item.direction === "in").length
  )
}

export const MessageLog = (props: MessageLogProps) => {
  const desk = useDesk()
  const screen = useScreen()
  let scroller: HTMLDivElement | undefined
  let log: HTMLOListElement | undefined
  const targetHere = () => screen.target()?.id === props.row.id ? screen.target() : null
  const items = () => props.timeline.items()
  const newFrom = firstUnread(items(), props.unreadAtOpen)
  const pending = createMemo(() =>
    desk.outbox.entries().filter((entry) => entry.conversationId === props.row.id)
  )
  const entries = createMemo(() => buildEntries({ items: items(), pending: pending(), newFrom }))
  const view = createLogView({
    entries,
    timeline: props.timeline,
    startAt: targetHere()?.seq ?? null,
    scroller: () => scroller,
    log: () => log,
  })
  const drawn = () => view.virtualizer.getVirtualItems()
  const starts = createMemo(() => new Map(drawn().map((item) => [String(item.key), item.start])))
  const visible = createMemo(() => [...starts().keys()])
  const unseen = createUnseen(items, view.atEnd)

  onMount(() => screen.takeEntering() && scroller?.focus({ preventScroll: true }))
  // Another message of a search: everything from it on is loaded, and it is brought into sight.
  createEffect(on(targetHere, (target) => {
    if (target === null) return
    void props.timeline.reach(target.seq).then(() =>
      requestAnimationFrame(() => screen.target() === target && view.toItem(target.seq))
    )
  }, { defer: true }))
  // What one writes is always in sight.
  createEffect(on(() => pending().length, (count, before) => {
    if (count > (before ?? 0)) queueMicrotask(view.toEnd)
    return count
  }, { defer: true }))

  /** The day at the top edge, where its separator has scrolled out. */
  const stickyDay = createMemo(() => {
    const item = drawn().find((it) => it.end > view.offset() + 8)
    const entry = item && entries()[item.index]
    return entry && entry.kind !== "day" && view.offset() > 0 ? dayLabel(entry.at, desk.clock.now()) : null
  })

  const Line = (line: { readonly key: string }) => {
    const index = () => view.indexOf().get(line.key) ?? 0
    return (
      <Show when={entries()[index()]}>
        {(entry) => (
          <li
            class={styles.line}
            data-index={index()}
            style={{ transform: `translateY(${starts().get(line.key) ?? 0}px)` }}
            ref={(element) => queueMicrotask(() => view.virtualizer.measureElement(element))}
          >
            <LogLine entry={entry()} row={props.row} />
          </li>
        )}
      </Show>
    )
  }

  return (
    <div class={styles.frame}>
      <Show when={stickyDay()}>
        {(label) => (
          <div class={styles.sticky} aria-hidden="true">
            <span class={styles.day}>{label()}</span>
          </div>
        )}
      </Show>
      <div id="messages" ref={scroller} class={styles.scroller} tabindex="0" onScroll={view.follow}>
        <Show when={props.timeline.olderFailed()}>
          <div class={styles.older}>
            Older messages did not load.
            <Button variant="link" onClick={() => void props.timeline.loadOlder()}>Try again</Button>
          </div>
        </Show>
        {/* Around the list: an `ol` that is a log would no longer be a list of items. */}
        <div
          role="log"
          aria-label={`Messages with ${contactName(props.row)}`}
          aria-live="off"
          aria-busy={props.timeline.loadingOlder()}
          class={styles.log}
        >
          <ol ref={log} class={styles.lines} style={{ height: `${view.virtualizer.getTotalSize()}px` }}>
            <For each={visible()}>{(key) => <Line key={key} />}</For>
          </ol>
        </div>
      </div>
      <Show when={!view.atEnd() && unseen() > 0}>
        <button type="button" class={styles.pill} onClick={view.toEnd}>
          <ArrowDown />
          {unseen() === 1 ? "1 new message" : `${unseen()} new messages`}
        </button>
      </Show>
    </div>
  )
}
