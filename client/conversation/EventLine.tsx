import Archive from "lucide-solid/icons/archive"
import ArrowLeftRight from "lucide-solid/icons/arrow-left-right"
import Bot from "lucide-solid/icons/bot"
import Ban from "lucide-solid/icons/ban"
import CircleCheck from "lucide-solid/icons/circle-check"
import ContactRound from "lucide-solid/icons/contact-round"
import Eraser from "lucide-solid/icons/eraser"
import FileDown from "lucide-solid/icons/file-down"
import Inbox from "lucide-solid/icons/inbox"
import Lock from "lucide-solid/icons/lock"
import Tag from "lucide-solid/icons/tag"
import UserRoundCheck from "lucide-solid/icons/user-round-check"
import { For, Match, Switch } from "solid-js"
import { type EventItem, eventWords } from "../../domain/conversation/eventWords.ts"
import type { UserId } from "../../domain/user/User.ts"
import { useDesk } from "../sync/createDesk.ts"
import { clockTime, fullTime } from "../ui/DeskTime.ts"
import styles from "./LogLine.module.css"

const Name = (props: { readonly id: UserId }) => {
  const desk = useDesk()
  return <strong>{desk.user(props.id)?.name ?? "Someone"}</strong>
}

/** Something that happened to the conversation (CONV-7), in words. */
export const EventLine = (props: { readonly item: EventItem }) => (
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
    <Match when={props.tag === "PutAside"}>
      <Archive aria-hidden="true" />
    </Match>
    <Match when={props.tag === "BroughtBack"}>
      <Inbox aria-hidden="true" />
    </Match>
    <Match when={props.tag === "Labelled"}>
      <Tag aria-hidden="true" />
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
