import { createVirtualizer } from "@tanstack/solid-virtual"
import { createEffect, createMemo, createSignal, For, onMount, Show } from "solid-js"
import type { AuditEntry } from "../../../domain/audit/AuditEntry.ts"
import { textOfAction } from "../../../domain/audit/auditActionText.ts"
import type { UserId } from "../../../domain/user/User.ts"
import { deskPath } from "../../inbox/deskPath.ts"
import { useScreen } from "../../inbox/createScreen.ts"
import { ConversationId } from "../../../domain/conversation/ConversationId.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { clockTime, fullTime, shortDate } from "../../ui/DeskTime.ts"
import styles from "./AuditTable.module.css"
import { auditDetailText } from "./auditText.ts"
import type { AuditList } from "./createAuditList.ts"

const rowHeight = 52
const cardHeight = 96
const overscanRows = 10
/** The next page is asked for when so few rows are left below. */
const runwayRows = 40

/** The entries, virtualised: a table, and cards on a phone. */
export const AuditTable = (props: { readonly list: AuditList }) => {
  const screen = useScreen()
  let element: HTMLDivElement | undefined
  const [scroller, setScroller] = createSignal<HTMLDivElement | null>(null)
  // Not in a ref: before it is in the document an element has no window, and nothing would observe its size.
  onMount(() => setScroller(element ?? null))
  const height = () => screen.narrow() ? cardHeight : rowHeight
  const rows = createVirtualizer<HTMLDivElement, HTMLElement>({
    get count() {
      return props.list.entries().length
    },
    getScrollElement: scroller,
    estimateSize: height,
    getItemKey: (index) => props.list.entries()[index]?.id ?? index,
    overscan: overscanRows,
  })
  const places = createMemo(() => rows.getVirtualItems().map(({ index }) => index))
  createEffect(() => {
    const last = places().at(-1) ?? 0
    const { complete, entries, loadMore, status } = props.list
    if (status() === "ready" && !complete() && last >= entries().length - runwayRows) void loadMore()
  })
  return (
    <>
      <div
        ref={element}
        class={styles.scroller}
        role="table"
        aria-label="Audit log"
        aria-rowcount={props.list.complete() ? props.list.entries().length + 1 : -1}
        aria-busy={props.list.status() === "loading"}
        tabindex="0"
      >
        <div class={styles.head} role="row">
          <span role="columnheader">When</span>
          <span role="columnheader">Who</span>
          <span role="columnheader">What</span>
          <span role="columnheader">From</span>
        </div>
        <div class={styles.rows} role="rowgroup" style={{ height: `${rows.getTotalSize()}px` }}>
          <For each={places()}>
            {(index) => (
              <Show when={props.list.entries()[index]}>
                {(entry) => <Row entry={entry()} index={index} top={index * height()} />}
              </Show>
            )}
          </For>
        </div>
      </div>
      <Show when={props.list.status() === "failed"}>
        <p class={styles.failed} role="alert">
          The audit log did not load.{" "}
          <Button variant="link" onClick={() => void props.list.loadMore()}>Try again</Button>
        </p>
      </Show>
    </>
  )
}

interface RowProps {
  readonly entry: AuditEntry
  readonly index: number
  readonly top: number
}

const Row = (props: RowProps) => {
  const desk = useDesk()
  const entry = () => props.entry
  const nameOf = (user: UserId) => desk.user(user)?.name ?? "someone who left"
  const who = () => {
    const { user } = entry()
    return user === null ? "Nobody signed in" : nameOf(user)
  }
  const detail = () => auditDetailText(entry(), nameOf)
  const about = () => entry().subject?.name ?? ""
  const conversation = () => {
    const { subject } = entry()
    return subject?.kind === "conversation" ? ConversationId.make(subject.id) : null
  }
  return (
    <div
      class={styles.row}
      role="row"
      aria-rowindex={props.index + 2}
      style={{ transform: `translateY(${props.top}px)` }}
    >
      <span role="cell" class={styles.time} data-tooltip={fullTime(entry().at)}>
        {shortDate(entry().at, desk.clock.now())}, {clockTime(entry().at)}
      </span>
      <span role="cell" class={styles.who}>{who()}</span>
      <span role="cell" class={styles.what}>
        <span class={styles.line}>
          {textOfAction(entry().action)}
          <Show when={about()}>: {about()}</Show>
          <Show when={conversation()} keyed>
            {(id) => (
              <>
                {" "}
                <a href={deskPath({ _tag: "Mine" }, id)}>Open it</a>
              </>
            )}
          </Show>
        </span>
        <span class={styles.detail} data-tooltip={detail()}>{detail()}</span>
      </span>
      <span role="cell" class={styles.address}>{entry().address}</span>
    </div>
  )
}
