import ArrowLeftRight from "lucide-solid/icons/arrow-left-right"
import Bot from "lucide-solid/icons/bot"
import Ban from "lucide-solid/icons/ban"
import CircleCheck from "lucide-solid/icons/circle-check"
import ContactRound from "lucide-solid/icons/contact-round"
import Eraser from "lucide-solid/icons/eraser"
import FileDown from "lucide-solid/icons/file-down"
import Lock from "lucide-solid/icons/lock"
import UserRoundCheck from "lucide-solid/icons/user-round-check"
import { For, Match, Switch } from "solid-js"
import { type EventItem, eventWords } from "../../domain/conversation/eventWords.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { UserId } from "../../domain/user/User.ts"
import { useDesk } from "../sync/createDesk.ts"
import { clockTime, dayLabel, fullTime } from "../ui/DeskTime.ts"
import type { LogEntry } from "./buildEntries.ts"
import styles from "./LogLine.module.css"
import log from "./MessageLog.module.css"
import { MessageBubble } from "./MessageBubble.tsx"
import { NoteLine } from "./NoteLine.tsx"
import { PendingBubble } from "./PendingBubble.tsx"

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
      <Match when={only(props.entry, "event")}>{(entry) => <EventLine item={entry().item} />}</Match>
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

const Name = (props: { readonly id: UserId }) => {
  const desk = useDesk()
  return <strong>{desk.user(props.id)?.name ?? "Someone"}</strong>
}

const EventLine = (props: { readonly item: EventItem }) => (
  <p class={styles.event} data-tooltip={fullTime(props.item.at)}>
    <EventIcon tag={props.item._tag} />
    <span>
      <EventWords item={props.item} /> · {clockTime(props.item.at)}
    </span>
  </p>
)

const EventIcon = (props: { readonly tag: EventItem["_tag"] }) => (
  <Switch>
    <Match when={props.tag === "TakenOver"}>
      <ArrowLeftRight aria-hidden="true" />
    </Match>
    <Match when={props.tag === "BotStarted" || props.tag === "BotEnded"}>
      <Bot aria-hidden="true" />
    </Match>
    <Match when={props.tag === "Assigned"}>
      <UserRoundCheck aria-hidden="true" />
    </Match>
    <Match when={props.tag === "Erased"}>
      <Eraser aria-hidden="true" />
    </Match>
    <Match when={props.tag === "ContactSaved"}>
      <ContactRound aria-hidden="true" />
    </Match>
    <Match when={props.tag === "TranscriptExported"}>
      <FileDown aria-hidden="true" />
    </Match>
    <Match when={props.tag === "OptedOut"}>
      <Ban aria-hidden="true" />
    </Match>
    <Match when={props.tag === "OptedIn"}>
      <CircleCheck aria-hidden="true" />
    </Match>
    <Match when={props.tag === "WindowClosed"}>
      <Lock aria-hidden="true" />
    </Match>
  </Switch>
)

const EventWords = (props: { readonly item: EventItem }) => (
  <For each={eventWords(props.item)}>
    {(word) => {
      if (typeof word === "string") return word
      return "user" in word ? <Name id={word.user} /> : <strong>{word.name}</strong>
    }}
  </For>
)
