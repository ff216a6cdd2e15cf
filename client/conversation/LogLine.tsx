import { lazy, Match, Suspense, Switch } from "solid-js"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { useDesk } from "../sync/createDesk.ts"
import { dayLabel } from "../ui/DeskTime.ts"
import type { LogEntry } from "./buildEntries.ts"
import styles from "./LogLine.module.css"
import log from "./MessageLog.module.css"
import { MessageBubble } from "./MessageBubble.tsx"
import { NoteLine } from "./NoteLine.tsx"
import { PendingBubble } from "./PendingBubble.tsx"

const EventLine = lazy(() => import("./EventLine.tsx").then((it) => ({ default: it.EventLine })))

const only = <K extends LogEntry["kind"]>(entry: LogEntry, kind: K): Extract<LogEntry, { kind: K }> | null =>
  isKind(entry, kind) ? entry : null

const isKind = <K extends LogEntry["kind"]>(
  entry: LogEntry,
  kind: K,
): entry is Extract<LogEntry, { kind: K }> => entry.kind === kind

/** One line of a conversation: a separator, an event, or a message. */
export const LogLine = (props: { readonly entry: LogEntry; readonly row: InboxRow }) => {
  const desk = useDesk()
  return (
    <Switch>
      <Match when={only(props.entry, "message")}>
        {(entry) => (
          <MessageBubble
            item={entry().item}
            first={entry().first}
            marks={entry().marks}
            row={props.row}
          />
        )}
      </Match>
      <Match when={only(props.entry, "note")}>
        {(entry) => <NoteLine item={entry().item} row={props.row} />}
      </Match>
      <Match when={only(props.entry, "pending")}>
        {(entry) => <PendingBubble entry={entry().entry} first={entry().first} row={props.row} />}
      </Match>
      <Match when={only(props.entry, "event")}>
        {(entry) => (
          <Suspense fallback={<p class={styles.event}>&nbsp;</p>}>
            <EventLine item={entry().item} />
          </Suspense>
        )}
      </Match>
      <Match when={props.entry.kind === "day"}>
        <div class={styles.separator}>
          <span class={log.day}>{dayLabel(props.entry.at, desk.clock.now())}</span>
        </div>
      </Match>
      <Match when={props.entry.kind === "new"}>
        <div class={styles.new}>
          <span>New</span>
        </div>
      </Match>
    </Switch>
  )
}
