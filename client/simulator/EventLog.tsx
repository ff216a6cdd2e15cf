import { createVirtualizer } from "@tanstack/solid-virtual"
import { createEffect, createMemo, createSignal, For, on, onMount, Show } from "solid-js"
import type { CarrierEvent } from "../../domain/simulator/SimulatorState.ts"
import styles from "./EventLog.module.css"
import { filteredLog, type LogFilter } from "./SimulatorView.ts"

const rowHeight = 38
const overscanRows = 10

const filters: ReadonlyArray<readonly [LogFilter, string]> = [
  ["all", "All"],
  ["messages", "Messages"],
  ["receipts", "Receipts"],
  ["failures", "Failures"],
]

const kindNames: Record<CarrierEvent["kind"], string> = {
  inbound: "Inbound",
  queued: "Queued",
  sent: "Sent",
  delivered: "Delivered",
  read: "Read",
  failed: "Failed",
}

/** `14:31:07.912`, in the user's time zone. */
const exactTime = (at: number): string => {
  const date = new Date(at)
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()]
  const clock = parts.map((part) => String(part).padStart(2, "0")).join(":")
  return `${clock}.${String(date.getMilliseconds()).padStart(3, "0")}`
}

const EventRow = (props: { readonly event: CarrierEvent; readonly index: number; readonly top: number }) => (
  <div
    class={styles.row}
    role="row"
    aria-rowindex={props.index + 2}
    style={{ transform: `translateY(${props.top}px)` }}
  >
    <time role="cell" class={styles.exact}>{exactTime(props.event.at)}</time>
    <span role="cell">
      <span class={styles.kind} data-kind={props.event.kind}>{kindNames[props.event.kind]}</span>
    </span>
    <span role="cell" class={styles.details}>{props.event.details}</span>
    <span role="cell" class={styles.after}>
      {props.event.afterMillis === null ? "" : `${(props.event.afterMillis / 1000).toFixed(2)} s`}
    </span>
  </div>
)

/** What happened at the carrier, newest first; it stands still while the pointer is over it. */
export const EventLog = (props: { readonly log: ReadonlyArray<CarrierEvent> }) => {
  let element: HTMLDivElement | undefined
  const [scroller, setScroller] = createSignal<HTMLDivElement | null>(null)
  // Not in a ref: before it is in the document an element has no window, and nothing would observe its size.
  onMount(() => setScroller(element ?? null))
  const [filter, setFilter] = createSignal<LogFilter>("all")
  const [held, setHeld] = createSignal<ReadonlyArray<CarrierEvent> | null>(null)
  const events = createMemo(() => {
    const frozen = held()
    // Cleared is cleared, also under the pointer.
    return filteredLog(frozen !== null && props.log.length > 0 ? frozen : props.log, filter())
  })
  const failures = () => filteredLog(props.log, "failures").length

  const virtualizer = createVirtualizer<HTMLDivElement, HTMLElement>({
    get count() {
      return events().length
    },
    getScrollElement: scroller,
    estimateSize: () => rowHeight,
    getItemKey: (index) => events()[index]?.id ?? index,
    overscan: overscanRows,
  })
  createEffect(on(filter, () => scroller()?.scrollTo({ top: 0 }), { defer: true }))

  return (
    <section class={styles.log} aria-labelledby="event-log">
      <header class={styles.header}>
        <h2 id="event-log">Event log</h2>
        <div class={styles.filters} role="group" aria-label="Show">
          <For each={filters}>
            {([value, name]) => (
              <button
                type="button"
                class={styles.chip}
                aria-pressed={filter() === value}
                onClick={() => setFilter(value)}
              >
                {name}
                <Show when={value === "failures" && failures() > 0}>
                  <span>{failures()}</span>
                </Show>
              </button>
            )}
          </For>
        </div>
      </header>
      <div
        class={styles.table}
        role="table"
        aria-label="Event log"
        aria-rowcount={events().length + 1}
        onPointerEnter={() => setHeld(props.log)}
        onPointerLeave={() => setHeld(null)}
      >
        <div class={styles.head} role="row" aria-rowindex={1}>
          <span role="columnheader">Time</span>
          <span role="columnheader">Event</span>
          <span role="columnheader">Details</span>
          <span role="columnheader" class={styles.after}>After</span>
        </div>
        <div ref={element} class={styles.body} role="rowgroup" tabindex="0" aria-label="Events">
          <Show
            when={events().length > 0}
            fallback={<p class={styles.empty}>Nothing has happened yet. Write something on the phone.</p>}
          >
            <div class={styles.rows} style={{ height: `${virtualizer.getTotalSize()}px` }}>
              <For each={virtualizer.getVirtualItems()}>
                {(item) => (
                  <Show when={events()[item.index]}>
                    {(event) => <EventRow event={event()} index={item.index} top={item.start} />}
                  </Show>
                )}
              </For>
            </div>
          </Show>
        </div>
      </div>
    </section>
  )
}
